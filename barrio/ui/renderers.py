from django.forms.renderers import DjangoTemplates


class FormRenderer(DjangoTemplates):
    """Makes ``{{ form }}`` come out in our look: summary, hints and errors tied to fields."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
