# In this folder:
#   DOCKER_BUILDKIT=0 docker build -f docker-save.Dockerfile -t example.com/docker-save:1 .
#   docker save -o docker-save.tar example.com/docker-save:1
FROM scratch
COPY docker-save.Dockerfile /Dockerfile
COPY docker-save.md /docs/
COPY docker-save.Dockerfile /Dockerfile
LABEL org.opencontainers.image.title="A real docker save"
CMD ["/Dockerfile"]
