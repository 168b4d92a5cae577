"""OpenStack Swift with its S3 API, as one process on the loopback address.

Prints the port of the S3 API once it takes requests. What is stored outlives the process in the folder, which must be on
a file system with extended attributes.
"""
import argparse
import os
import socket

import eventlet

eventlet.monkey_patch()

from eventlet import wsgi  # noqa: E402
from paste.deploy import loadapp  # noqa: E402
from swift.common import storage_policy, utils  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402

STORAGE = """
[app:main]
use = egg:swift#{kind}
swift_dir = {folder}
devices = {folder}
mount_check = false
bind_port = {port}
fallocate_reserve = 0
"""

# No memcached: port 1 refuses, and Swift goes on without.
PROXY = """
[pipeline:main]
pipeline = cache s3api tempauth bulk slo proxy-server
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:s3api]
use = egg:swift#s3api
[filter:tempauth]
use = egg:swift#tempauth
user_{account}_{user} = {secret} .admin
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
[app:proxy-server]
use = egg:swift#proxy
swift_dir = {folder}
account_autocreate = true
"""


def listen(port):
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(100)
    return listener


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--port", type=int, default=0, help="of the S3 API; 0 for any that is free")
    parser.add_argument("--user", required=True, help="account:user, which is the access key")
    parser.add_argument("--secret", required=True)
    args = parser.parse_args()
    folder = os.path.abspath(args.folder)
    os.makedirs(os.path.join(folder, "disk"), exist_ok=True)
    log = open(os.devnull, "w")

    def write(name, text):
        path = os.path.join(folder, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    utils.SWIFT_CONF_FILE = write("swift.conf", "[swift-hash]\nswift_hash_path_suffix = test\n[storage-policy:0]\nname = only\ndefault = yes\n")
    utils.HASH_PATH_SUFFIX = b"test"
    storage_policy.reload_storage_policies()
    for kind in ("account", "container", "object"):
        listener = listen(0)
        port = listener.getsockname()[1]
        rings = RingBuilder(part_power=4, replicas=1, min_part_hours=1)
        rings.add_dev({"id": 0, "region": 1, "zone": 1, "weight": 1, "ip": "127.0.0.1", "port": port, "device": "disk"})
        rings.rebalance()
        rings.get_ring().save(os.path.join(folder, kind + ".ring.gz"))
        app = loadapp("config:" + write(kind + ".conf", STORAGE.format(kind=kind, folder=folder, port=port)))
        eventlet.spawn(wsgi.server, listener, app, log)
    listener = listen(args.port)
    account, user = args.user.split(":")
    app = loadapp("config:" + write("proxy.conf", PROXY.format(folder=folder, account=account, user=user, secret=args.secret)))
    print(listener.getsockname()[1], flush=True)
    wsgi.server(listener, app, log)


main()
