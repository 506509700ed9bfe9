from django import template

from barrio.core import money as amounts

register = template.Library()


@register.filter
def money(amount: int, currency: str) -> str:
    """`{{ 123450|money:"USD" }}`: $1,234.50."""
    return amounts.shown(int(amount), currency)
