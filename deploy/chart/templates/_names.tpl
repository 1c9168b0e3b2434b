{{/* Those take (dict "root" $ "service" NAME). */}}

{{- define "inroads.selector" -}}
app.kubernetes.io/name: {{ .service }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "inroads.labels" -}}
{{ include "inroads.selector" . }}
app.kubernetes.io/part-of: inroads
app.kubernetes.io/version: {{ .root.Values.version | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
inroads/region: {{ .root.Values.region.code | quote }}
{{- with .root.Values.region.wave }}
inroads/wave: {{ . | quote }}
{{- end }}
{{- end }}

{{- define "inroads.image" -}}
{{- with .root.Values.image.registry }}{{ . }}/{{ end -}}
inroads-{{ .service -}}
{{- with get .root.Values.image.digests .service }}@{{ . }}{{ else }}:{{ .root.Values.version }}{{ end }}
{{- end }}

{{/* A role or database of PostgreSQL: london_matching. */}}
{{- define "inroads.database" -}}
{{ .root.Values.region.code }}_{{ .service }}
{{- end }}

{{/* "true" if the release makes what migrations need, so that they cannot run before it. */}}
{{- define "inroads.bringsItsOwn" -}}
{{- if or .Values.postgres.cluster.enabled .Values.externalSecrets.enabled }}true{{ end }}
{{- end }}
