"""A server that speaks S3, on this machine: moto, in an environment of its own."""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from tests.site import find_free_port, terminate_after

BUCKET = "pictures"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}
PACKAGES = ("moto[s3]>=5.2,<6", "flask>=3.1,<4", "flask-cors>=6,<7")


@contextmanager
def run_bucket_server() -> Iterator[str]:
    """Run the server with an empty bucket until the block ends; yield its address."""
    port = find_free_port()
    packages = [word for package in PACKAGES for word in ("--with", package)]
    command = ["uv", "run", "--isolated", "--no-project", *packages, "moto_server", "--port", str(port)]
    server = subprocess.Popen(command, cwd="/", stderr=subprocess.DEVNULL)
    with terminate_after(server):
        address = f"http://127.0.0.1:{port}"
        _make_bucket(address)
        yield address


def _make_bucket(address: str) -> None:
    limits = Config(connect_timeout=1, retries={"max_attempts": 0})
    client = boto3.client("s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="key",
                          aws_secret_access_key="secret", config=limits)  # fmt: skip
    end = time.monotonic() + 90
    while True:
        try:
            client.create_bucket(Bucket=BUCKET)
        except BotoCoreError:
            assert time.monotonic() < end, "the server did not start"
            time.sleep(0.2)
        else:
            break
    # As Operations says: anybody may read an object, and nobody may list them.
    rule = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/*"}
    client.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [rule]}))
