# A process in the cgroup of a container, whose bundle is where containerd has its own, annotated as Kubernetes does.
. /scenarios/lib.sh

id=$(printf '0123456789abcdef%.0s' 1 2 3 4)
bundle=/run/containerd/io.containerd.runtime.v2.task/k8s.io/$id
cgroup=/sys/fs/cgroup/kubepods.slice/cri-containerd-$id.scope
mkdir -p "$bundle" "$cgroup"
cat >"$bundle/config.json" <<'END'
{"annotations": {"io.kubernetes.cri.container-name": "web", "io.kubernetes.cri.image-name": "docker.io/library/nginx:1.27",
 "io.kubernetes.cri.sandbox-name": "web-0", "io.kubernetes.cri.sandbox-namespace": "shop"}}
END
start "$1" -n '^passfd$'
sh -c 'echo $$ >"$0/cgroup.procs"; exec passfd keep-own 1 1' "$cgroup"
finish
