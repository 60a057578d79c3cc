// Draws a signature with finger, pen or mouse and sends its strokes; without it the paper is signed.
(() => {
  "use strict";
  const box = document.querySelector("[data-signature]");
  if (!box) return;
  const canvas = box.querySelector("canvas");
  const field = box.querySelector("input");
  const pen = canvas.getContext("2d");
  let strokes = [];
  let stroke = null;

  const draw = () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 3;
    pen.lineCap = "round";
    strokes.forEach(([first, ...others]) => {
      pen.beginPath();
      pen.moveTo(...first);
      (others.length ? others : [first]).forEach((point) => pen.lineTo(...point));
      pen.stroke();
    });
    field.value = strokes.length ? JSON.stringify(strokes) : "";
  };
  const at = (event) => {
    const place = canvas.getBoundingClientRect();
    return [
      Math.round(((event.clientX - place.left) / place.width) * canvas.width),
      Math.round(((event.clientY - place.top) / place.height) * canvas.height),
    ];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    stroke = [at(event)];
    strokes.push(stroke);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    stroke.push(at(event));
    draw();
  });
  ["pointerup", "pointercancel"].forEach((name) => canvas.addEventListener(name, () => (stroke = null)));
  box.querySelector("button").addEventListener("click", () => {
    strokes = [];
    draw();
  });
  try {
    strokes = JSON.parse(field.value || "[]");
  } catch {
    strokes = [];
  }
  box.hidden = false;
  draw();
})();
