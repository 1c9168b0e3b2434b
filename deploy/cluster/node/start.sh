#!/bin/bash
# Runs the parts of a Kubernetes of one node, all in this container, and ends when one of them does.
# KUBERNETES_TOKEN: the administrator's. Every part writes its log into /var/lib/node/log.
set -eu
home=/var/lib/node
mkdir -p "$home/log" && cd "$home"
address=$(ip -4 -oneline address show eth0 | sed -n 's|.* inet \([0-9.]*\)/.*|\1|p')

run() { # PROGRAM [WORD...]
    "$@" > "$home/log/$1.log" 2>&1 &
}

fail() {
    echo "$1 The ends of the logs:"
    tail -n 5 "$home"/log/*.log
    exit 1
}

# What Docker mounts read-only, kubelet writes; pods' mounts must be seen by kubelet.
mount --make-rshared /
mount -o remount,rw,bind /sys/fs/cgroup
for controller in /sys/fs/cgroup/*; do
    ! mountpoint --quiet "$controller" || mount -o remount,rw,bind "$controller"
done
if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
    # Version 2 gives controllers only to groups beneath one that holds no process itself.
    mkdir -p /sys/fs/cgroup/node
    xargs -rn1 < /sys/fs/cgroup/cgroup.procs > /sys/fs/cgroup/node/cgroup.procs 2> /dev/null || true
    sed 's/\([^ ]*\)/+\1/g' /sys/fs/cgroup/cgroup.controllers > /sys/fs/cgroup/cgroup.subtree_control
fi

openssl genrsa -out accounts.key 2048 2> /dev/null
# By this the API server is known to kubelet, which gives logs and runs commands in pods for it alone.
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=kube-apiserver -keyout kubelet-client.key \
    -out kubelet-client.crt 2> /dev/null
(umask 077 && echo "$KUBERNETES_TOKEN,administrator,administrator,\"system:masters\"" > tokens.csv)
(umask 077 && cat > kubeconfig << END
apiVersion: v1
kind: Config
clusters: [{name: here, cluster: {server: "https://127.0.0.1:6443", insecure-skip-tls-verify: true}}]
users: [{name: administrator, user: {token: "$KUBERNETES_TOKEN"}}]
contexts: [{name: here, context: {cluster: here, user: administrator}}]
current-context: here
END
)
sed -i "s/@ADDRESS@/$address/" /etc/kubernetes/kubelet.yaml

run containerd
run etcd --data-dir etcd --log-level error
# Pods ask here for the names that Docker knows on this network: those of Kafka, PostgreSQL and the mail server.
run dnsmasq --keep-in-foreground --log-facility=- --no-hosts --no-resolv --cache-size=0 --user=root \
    --listen-address="$address" --bind-interfaces --local=/cluster.local/ --server=127.0.0.11
run kube-apiserver --etcd-servers=http://127.0.0.1:2379 --secure-port=6443 --advertise-address="$address" \
    --cert-dir=certificates --service-account-key-file=accounts.key --service-account-signing-key-file=accounts.key \
    --service-account-issuer=https://kubernetes.default.svc --authorization-mode=RBAC --token-auth-file=tokens.csv \
    --service-cluster-ip-range=10.96.0.0/24 --kubelet-client-certificate=kubelet-client.crt \
    --kubelet-client-key=kubelet-client.key --allow-privileged
until curl --silent --insecure --header "Authorization: Bearer $KUBERNETES_TOKEN" https://127.0.0.1:6443/readyz \
    2> /dev/null | grep -q '^ok'; do
    kill -0 $! 2> /dev/null || fail 'The API server has ended.'
    sleep 0.2
done
run kube-controller-manager --kubeconfig=kubeconfig --service-account-private-key-file=accounts.key \
    --root-ca-file=certificates/apiserver.crt --leader-elect=false
run kube-scheduler --kubeconfig=kubeconfig --leader-elect=false
run kubelet --kubeconfig=kubeconfig --config=/etc/kubernetes/kubelet.yaml --hostname-override=node --node-ip="$address"
run kube-proxy --kubeconfig=kubeconfig --cluster-cidr=10.244.0.0/16 --hostname-override=node --proxy-mode=iptables \
    --conntrack-max-per-core=0 --conntrack-tcp-timeout-established=0 --conntrack-tcp-timeout-close-wait=0

trap 'exit 0' TERM INT
wait -n || true
fail 'One of the parts has ended.'
