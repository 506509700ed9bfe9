class KeyringRouter:
    """Data keys live in a database of their own, whose backups are short-lived."""

    models = {"rootkey", "datakey"}

    def db_for_read(self, model, **hints):
        return self._alias(model)

    def db_for_write(self, model, **hints):
        return self._alias(model)

    def allow_migrate(self, db, app_label, model_name=None, **hints):
        in_keyring = app_label == "runtime" and (model_name or hints.get("keyring")) in self.models
        return in_keyring == (db == "keyring")

    def _alias(self, model):
        if model._meta.app_label == "runtime" and model._meta.model_name in self.models:
            return "keyring"
        return None
