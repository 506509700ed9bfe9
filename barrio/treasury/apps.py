from django.apps import AppConfig


class TreasuryConfig(AppConfig):
    name = "barrio.treasury"
    label = "treasury"

    def ready(self) -> None:
        from barrio.ledger import panels as ledger
        from barrio.ledger.chain import register_check
        from barrio.people.erasing import register_eraser
        from barrio.treasury import panels, proofs
        from barrio.treasury.erasing import forget_person

        ledger.register_waiting(panels.waiting)
        ledger.register_links(panels.links_of_book)
        ledger.register_project_part(panels.part_of_project)
        ledger.register_behind(panels.behind_entry)
        register_check(proofs.flaws)
        register_eraser(forget_person)
