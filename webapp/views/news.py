"""News on law and procedures: reading, taking note, publishing."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action, reach
from matcher.errors import InvalidInputError
from matcher.store.news_list import list_news
from matcher.usecases.permission import require
from matcher.usecases.publish_news import acknowledge_news, publish_news, withdraw_news
from webapp.accounts import actor, work
from webapp.forms.partners import NewsForm
from webapp.forms.refusals import show_refusal
from webapp.guard import guarded

news = guarded(Blueprint("news", __name__, url_prefix="/news"), Action.EXCHANGE)


@news.get("")
def index() -> ResponseReturnValue:
    with work().reading() as session:
        lines = list_news(session, actor())
    publishes = reach(actor(), Action.PUBLISH_NEWS) is not None
    return render_template("news/index.html", lines=lines, publishes=publishes)


@news.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    require(actor(), Action.PUBLISH_NEWS)
    form = NewsForm()
    if form.validate_on_submit():
        try:
            publish_news(work(), actor(), form.entry(), submission=form.submission.data or "")
        except InvalidInputError as error:
            show_refusal(form, error)
        else:
            flash(_("Veröffentlicht. Wen es angeht, der weiß Bescheid."), "success")
            return redirect(url_for("news.index"), 303)
    return render_template("news/new.html", form=form), 422 if form.errors or form.form_errors else 200


@news.post("/<int:news_id>/noted")
def noted(news_id: int) -> ResponseReturnValue:
    acknowledge_news(work(), actor(), news_id)
    return redirect(url_for("news.index"), 303)


@news.post("/<int:news_id>/withdraw")
def withdraw(news_id: int) -> ResponseReturnValue:
    withdraw_news(work(), actor(), news_id)
    flash(_("Zurückgezogen."), "success")
    return redirect(url_for("news.index"), 303)
