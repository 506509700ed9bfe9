"""Who hears which kind of document."""

from barrio.federation.actions import deciding, delegates, linking, ratifying
from barrio.federation.actions.documents import register_hearer
from barrio.federation.enums import Kind

register_hearer(Kind.JOIN, linking.hear_join)
register_hearer(Kind.ANSWER, linking.hear_answer)
register_hearer(Kind.LEAVE, linking.hear_leave)
register_hearer(Kind.DELEGATES, delegates.hear_delegates)
register_hearer(Kind.AGENDA, deciding.hear_agenda)
register_hearer(Kind.MANDATE, deciding.hear_mandate)
register_hearer(Kind.RESULT, deciding.hear_result)
register_hearer(Kind.RATIFICATION, ratifying.hear_ratification)
register_hearer(Kind.BINDING, ratifying.hear_binding)
register_hearer(Kind.PROPOSAL, deciding.hear_proposal)
register_hearer(Kind.TAKEN_UP, deciding.hear_taken_up)
