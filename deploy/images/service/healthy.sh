#!/bin/bash
# Ends with 0 when the service says that it is ready: Kafka gave it partitions and its database answers.
# In bash, because a Python started every five seconds would cost as much as the service at rest.
port=$(printenv "${SERVICE^^}_HTTP_PORT") || port=8080
exec 3<> "/dev/tcp/127.0.0.1/$port" || exit 1
printf 'GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
mapfile -t -u 3 said
echo "${said[-1]}"
[[ ${said[0]} == 'HTTP/1.1 200'* ]]
