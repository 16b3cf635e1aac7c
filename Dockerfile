# Layerscope as an image, for those who have a container engine and no Python.
#
#   docker build --tag layerscope .
#   docker run --rm --volume "$PWD:/work:ro" layerscope audit image.tar
#   docker run --rm --volume "$PWD:/work:ro" --interactive --tty layerscope image.tar
ARG BASE=docker.io/library/debian:12-slim

FROM ${BASE} AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends binutils ca-certificates python3 python3-venv \
    && python3 -m venv /venv
COPY pyproject.toml README.md LICENSE hatch_build.py /source/
COPY inspector /source/inspector
COPY docker /source/docker
RUN /venv/bin/pip install --no-compile --target /site /source \
    && /usr/bin/python3 /source/docker/image_root.py /site /root-of-image

FROM scratch
COPY --from=build /root-of-image /
ENV HOME=/home/layerscope LANG=C.UTF-8 PATH=/usr/bin
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/usr/bin/layerscope"]
LABEL org.opencontainers.image.title="Layerscope" \
      org.opencontainers.image.description="A terminal inspector for container images" \
      org.opencontainers.image.licenses="MIT"
