# shellcheck shell=bash
# Where buildah and podman keep the images of this checkout, and how they run containers here: apart from whatever else the
# machine has, without a daemon and without systemd. Sourced.
# shellcheck disable=SC2154 # eng/common.sh sets local_dir.

images_dir=$local_dir/images
mkdir -p "$images_dir"
cat >"$images_dir/storage.conf" <<CONF
[storage]
driver = "overlay"
graphroot = "$images_dir/storage"
runroot = "$images_dir/run"
CONF
cat >"$images_dir/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=10000:10000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
# Short names are those of this storage.
compat_api_enforce_docker_hub = false
[network]
network_backend = "netavark"
network_config_dir = "$images_dir/networks"
CONF
export CONTAINERS_STORAGE_CONF=$images_dir/storage.conf CONTAINERS_CONF=$images_dir/containers.conf BUILDAH_ISOLATION=chroot
