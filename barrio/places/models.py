from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from barrio.core.constraints import both_or_neither
from barrio.core.ids import uuid7
from barrio.places.enums import Caution, Origin, SiteKind, StreetSide

IN_RANGE = Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180)


class Site(models.Model):
    """A neighbourhood, estate, building or workplace: one tree with its units inside."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    kind = models.CharField(_("kind"), max_length=14, choices=SiteKind.choices)
    name = models.CharField(_("name"), max_length=120)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SiteKind.values), name="places_site_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True) | IN_RANGE,
                name="places_site_on_earth",
            ),
            # A check with an unknown in it holds: one coordinate alone would pass the last.
            both_or_neither("lat", "lon", name="places_site_lat_with_lon"),
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")), name="places_site_not_its_own_parent"
            ),
            models.UniqueConstraint(
                fields=["collective", "parent", "name"], name="places_site_name_once_per_parent"
            ),
            models.UniqueConstraint(
                fields=["collective", "name"],
                condition=Q(parent__isnull=True),
                name="places_site_name_once_at_top",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Area(models.Model):
    """A polygon of the collective's own, or imported: a division, a zone, a quarter."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="areas")
    name = models.CharField(_("name"), max_length=120)
    geometry = models.JSONField()  # GeoJSON Polygon or MultiPolygon
    south = models.FloatField()
    west = models.FloatField()
    north = models.FloatField()
    east = models.FloatField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(south__lte=models.F("north"), west__lte=models.F("east")),
                name="places_area_box_in_order",
            ),
            models.UniqueConstraint(fields=["collective", "name"], name="places_area_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Street(models.Model):
    """A street with its lines, for the map and for walking it by side."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    lines = models.JSONField(
        default=list, blank=True
    )  # list of lines; a line is a list of [lon, lat]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collective", "name"], name="places_street_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class BlockFace(models.Model):
    """One side of a street between two crossings, with the house numbers it may hold."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    street = models.ForeignKey(Street, models.CASCADE, related_name="faces")
    side = models.CharField(max_length=5, choices=StreetSide.choices)
    first_number = models.PositiveIntegerField()
    last_number = models.PositiveIntegerField()
    line = models.JSONField()  # [[lon, lat], ...]
    segment = models.CharField(max_length=40, blank=True)  # the source's id

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_number__lte=models.F("last_number")),
                name="places_blockface_numbers_in_order",
            ),
            models.UniqueConstraint(
                fields=["collective", "segment", "side"],
                condition=~Q(segment=""),
                name="places_blockface_once_per_segment_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_number}-{self.last_number} {self.street_id}"


class Dwelling(models.Model):
    """A door. Addresses are public; who lives behind one is not written here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="dwellings")
    street = models.ForeignKey(Street, models.PROTECT, related_name="dwellings")
    number = models.CharField(_("number"), max_length=20)
    number_order = models.PositiveIntegerField(default=0)  # the digits at the start of `number`
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    side = models.CharField(max_length=5, choices=StreetSide.choices, blank=True)
    lat = models.FloatField()
    lon = models.FloatField()
    cell = models.CharField(max_length=16)  # H3 resolution 10
    origin = models.CharField(max_length=8, choices=Origin.choices)
    do_not_knock = models.BooleanField(_("do not knock"), default=False)
    caution = models.CharField(_("caution"), max_length=6, choices=Caution.choices, blank=True)
    source = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=IN_RANGE, name="places_dwelling_on_earth"),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="places_dwelling_known_origin"
            ),
            models.CheckConstraint(
                condition=Q(caution__in=Caution.values), name="places_dwelling_known_caution"
            ),
            models.UniqueConstraint(
                fields=["collective", "street", "number", "unit"],
                name="places_dwelling_address_once",
                violation_error_message=_("That door is in the list already."),
            ),
        ]
        indexes = [
            models.Index(fields=["collective", "lat", "lon"], name="places_dwelling_where"),
            models.Index(fields=["collective", "cell"], name="places_dwelling_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.street_id}"

    @property
    def address(self) -> str:
        """Number, street and unit, as a letter would say it. Needs `street` loaded."""
        base = f"{self.number} {self.street.name}"
        return f"{base} #{self.unit}" if self.unit else base
