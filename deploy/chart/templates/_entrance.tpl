{{/* A way in from outside: a Service of this name to one port of one service, and who may come to it. */}}
{{- define "inroads.entrance" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .name }}
  labels: {{- include "inroads.labels" . | nindent 4 }}
spec:
  selector: {{- include "inroads.selector" . | nindent 4 }}
  ports: [{name: {{ .name }}, port: 80, targetPort: {{ .name }}, protocol: TCP}]
{{- with and .root.Values.networkPolicies.enabled (get .root.Values.networkPolicies .name) }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ $.name }}
  labels: {{- include "inroads.labels" $ | nindent 4 }}
spec:
  podSelector:
    matchLabels: {{- include "inroads.selector" $ | nindent 6 }}
  policyTypes: [Ingress]
  ingress:
    - ports: [{port: {{ $.port }}, protocol: TCP}]
      from: {{- toYaml . | nindent 8 }}
{{- end }}
{{- end }}
