from barrio.offices.models.recall import Petition, Signature
from barrio.offices.models.terms import Commission, Conflict, Handover, Term

__all__ = ["Commission", "Conflict", "Handover", "Petition", "Signature", "Term"]
