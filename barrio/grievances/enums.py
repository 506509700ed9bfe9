from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Topic(TextChoices):
    HOUSING = "housing", _("Housing and repairs")
    RENT = "rent", _("Rent and evictions")
    UTILITIES = "utilities", _("Water, light, heat")
    WORK = "work", _("Work and wages")
    SAFETY = "safety", _("Safety")
    SCHOOL = "school", _("School and children")
    HEALTH = "health", _("Health")
    STREETS = "streets", _("Streets, rubbish, lighting")
    OTHER = "other", _("Something else")
