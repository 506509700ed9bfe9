"""Django over WSGI: for Granian or gunicorn when the pages are scaled out."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barrio.settings")
application = get_wsgi_application()
