from barrio.assemblies.views.common import shows

show = shows("federation")
