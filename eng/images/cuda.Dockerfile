# Stands in for NVIDIA's base image, only so that the worker's Dockerfile finds the name: nothing is run in it.
FROM scratch
ADD base.tar /
