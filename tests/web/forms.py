"""What a browser would send of a form."""

from __future__ import annotations

from bs4 import Tag

Typed = dict[str, str | list[str]]


def fields_of(form: Tag) -> Typed:
    """What a browser would send of a form that nobody touched; its first submit button included."""
    data: Typed = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name = field.get("name")
        if not isinstance(name, str):
            continue
        values = values_of(field)
        if not values:
            continue
        if name in data:
            known = data[name]
            data[name] = [*(known if isinstance(known, list) else [known]), *values]
        else:
            data[name] = values[0] if len(values) == 1 else values
    button = form.find("button", attrs={"name": True})
    if isinstance(button, Tag):
        data.setdefault(str(button["name"]), str(button.get("value", "")))
    return data


def values_of(field: Tag) -> list[str]:
    if field.name == "select":
        chosen = field.find_all("option", selected=True) or field.find_all("option")[:1]
        return [str(option.get("value", "")) for option in chosen]
    if field.name == "textarea":
        return [field.text]
    if field.get("type") in {"checkbox", "radio"}:
        return [str(field.get("value", "on"))] if field.has_attr("checked") else []
    if field.get("type") in {"submit", "button"}:
        return []
    return [str(field.get("value", ""))]
