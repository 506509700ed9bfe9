"""The communal bank of the demo: a grant, dues, a bill that is paid and one that waits."""

import hashlib
import io
from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from barrio.accounts.models import Collective, User
from barrio.assemblies.models import Act
from barrio.core.actors import Actor, user_actor
from barrio.core.clock import local_date
from barrio.ledger.actions import books
from barrio.ledger.actions.entries import Move, write_entry
from barrio.ledger.models import Book, Fund
from barrio.offices.models import Term
from barrio.treasury.actions import limits, payees, signatories, spending
from barrio.treasury.enums import PaperKind
from barrio.treasury.files import ReadPaper

BANK = {"en": "Communal bank of Norris Square", "es": "Banco comunal de Norris Square"}
PARTIES = {"en": "Block parties", "es": "Fiestas de cuadra"}
PARTIES_FOR = {
    "en": "The grant of the neighbourhood programme: food, chairs and music for the block party.",
    "es": "La subvención del programa de barrios: comida, sillas y música para la fiesta.",
}
PARTY = {"en": "Block party on Howard St", "es": "Fiesta de cuadra en la calle Howard"}
FOOD = {"en": "Food", "es": "Comida"}
CHAIRS = {"en": "Chairs and tables", "es": "Sillas y mesas"}


def load_steward(home: Collective, users: dict[str, User], at: datetime) -> None:
    ana, ernesto = user_actor(users["ana"]), user_actor(users["ernesto"])
    founding = Act.objects.get(collective=home, title__en="Who looks after what")
    party_act = Act.objects.get(collective=home, title__en="Money for the block party")
    opened = founding.adopted_at + timedelta(hours=16)
    approvers = _approvers(home, users, ana, user_actor(users["flor"]), opened)
    book = books.open_book(
        collective=home, kind="bank", name=BANK, currency="USD", act=founding, by=ana, at=opened
    )
    fund = books.open_fund(
        book=book, name=PARTIES, purpose=PARTIES_FOR, act=party_act, by=ana, at=opened
    )
    _money_comes(book, fund, ernesto, opened)
    said = limits.say_allowance(
        book=book, act=party_act, amount=300_00, currency="USD", by=ernesto, at=opened
    )
    limits.confirm_allowance(allowance=said, by=ana, at=opened + timedelta(hours=1))
    limits.set_spending_rule(
        book=book, quotes_from=250_00, payee_most=500_00, payee_days=90, act=founding, by=ana,
        at=opened,
    )  # fmt: skip
    _party(book, fund, party_act, approvers, ana, ernesto, at)


def _approvers(
    home: Collective, users: dict[str, User], ana: Actor, flor: Actor, at: datetime
) -> list[Actor]:
    """Two of the finance commission have accounts; the controllership confirmed whose they are."""
    terms = Term.objects.filter(
        collective=home, commission__kind="finance", is_alternate=False
    ).order_by("pk")
    found = []
    for handle, term in zip(("teresa", "ines"), terms, strict=False):
        row = signatories.name_signatory(term=term, user=users[handle], by=ana, at=at)
        signatories.confirm_signatory(signatory=row, by=flor, at=at + timedelta(minutes=30))
        found.append(user_actor(users[handle]))
    return found


def _money_comes(book: Book, fund: Fund, by: Actor, opened: datetime) -> None:
    accounts = {row.path: row for row in book.accounts.all()}
    general = book.funds.get(number=1)
    comes = (
        (1, "Subvención del programa de barrios / Neighbourhood grant", 1_200_00, "asset:bank",
         "income:grants", fund),
        (3, "Cuotas del mes / Dues of the month", 184_00, "asset:cash", "income:dues", general),
        (8, "Colecta en la asamblea / Hat passed at the assembly", 61_50, "asset:cash",
         "income:donations", general),
    )  # fmt: skip
    for day, text, amount, into, origin, of_fund in comes:
        write_entry(
            book=book, text=text, key=f"demo:{day}", by=by, at=opened + timedelta(days=day),
            moves=[Move(accounts[into], of_fund, amount),
                   Move(accounts[origin], of_fund, -amount)],
        )  # fmt: skip
    write_entry(
        book=book, text="Al banco / To the bank", key="demo:deposit", by=by,
        at=opened + timedelta(days=9),
        moves=[Move(accounts["asset:bank"], general, 150_00),
               Move(accounts["asset:cash"], general, -150_00)],
    )  # fmt: skip


def _party(
    book: Book, fund: Fund, act: Act, approvers: list[Actor], ana: Actor, ernesto: Actor,
    at: datetime,
) -> None:  # fmt: skip
    goods = book.accounts.get(kind="expense", code="goods")
    services = book.accounts.get(kind="expense", code="services")
    bank = book.accounts.get(kind="asset", code="bank")
    project = books.begin_project(book=book, name=PARTY, act=act, by=ana, at=at)
    lines = {}
    for account, name, amount in ((goods, FOOD, 200_00), (services, CHAIRS, 100_00)):
        lines[name["en"]] = limits.set_budget_line(
            project=project, fund=fund, account=account, amount=amount, name=name, act=act,
            by=ana, at=at,
        )  # fmt: skip
    began = at - timedelta(days=6)
    shop = payees.add_payee(
        collective=book.collective, kind="organization", name="Cousin's Supermarket",
        details="Cuenta 0042-118, Banco del Barrio", by=ana, at=began,
    )  # fmt: skip
    rental = payees.add_payee(
        collective=book.collective, kind="organization", name="Frankford Chairs",
        details="Cuenta 77-0031, Banco del Barrio", by=ana, at=began,
    )  # fmt: skip
    food = spending.Asked(
        text="Arroz, pollo y agua / Rice, chicken and water", payee=shop, amount=142_80,
        spend_on=goods, pay_from=bank, fund=fund, act=act, project=project, line=lines["Food"],
    )  # fmt: skip
    request = spending.submit(
        book=book, asked=food, papers=[_paper("Cousin's Supermarket", "142.80")], by=ana, at=began
    )
    version = spending.latest(request)
    for hours, approver in enumerate(approvers, start=2):
        spending.approve(
            version=version, hash_seen=version.hash, by=approver,
            at=began + timedelta(hours=hours),
        )  # fmt: skip
    order = spending.order(version=version, by=ernesto, at=began + timedelta(days=1))
    paid = began + timedelta(days=2)
    spending.pay(
        order=order, receipt=_paper("PAID 142.80", "Cousin's", PaperKind.RECEIPT),
        paid_on=local_date(paid, book.collective.time_zone), by=ernesto, at=paid,
    )  # fmt: skip
    chairs = spending.Asked(
        text="Sesenta sillas y ocho mesas / Sixty chairs and eight tables", payee=rental,
        amount=96_00, spend_on=services, pay_from=bank, fund=fund, act=act, project=project,
        line=lines["Chairs and tables"],
    )  # fmt: skip
    request = spending.submit(
        book=book, asked=chairs, papers=[_paper("Frankford Chairs", "96.00")], by=ana,
        at=at - timedelta(days=1),
    )  # fmt: skip
    version = spending.latest(request)
    spending.approve(
        version=version, hash_seen=version.hash, by=approvers[0], at=at - timedelta(hours=3)
    )


def _paper(first: str, second: str, kind: str = PaperKind.INVOICE) -> spending.HandedIn:
    picture = Image.new("RGB", (420, 260), "#fffdf5")
    draw = ImageDraw.Draw(picture)
    draw.text((30, 40), f"{kind.upper()}\n\n{first}\n{second}", fill="#1d1a16")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    raw = out.getvalue()
    return spending.HandedIn(
        kind, f"{kind}.jpg", ReadPaper(raw, "image/jpeg", hashlib.sha256(raw).hexdigest())
    )
