{{/* The parts of a pod; those with a service take (dict "root" $ "service" NAME "secret" NAME). */}}

{{- define "inroads.pod" -}}
automountServiceAccountToken: false
# A Service called matching would set MATCHING_PORT and the like, which are names of settings.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - {name: {{ . }}}
  {{- end }}
{{- end }}
{{- end }}

{{- define "inroads.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* All that a migration needs besides its owner's Secret. */}}
{{- define "inroads.env" -}}
{{- $prefix := upper .service -}}
- {name: {{ $prefix }}_SECRETS_DIR, value: /run/secrets/inroads}
- {name: {{ $prefix }}_LOG_LEVEL, value: {{ (get .root.Values.services .service).logLevel | quote }}}
{{- end }}

{{- define "inroads.serviceEnv" -}}
{{- $prefix := upper .service -}}
{{- $values := .root.Values -}}
{{ include "inroads.env" . }}
- {name: {{ $prefix }}_REGION, value: {{ $values.region.code | quote }}}
- {name: {{ $prefix }}_VERSION, value: {{ $values.version | quote }}}
- {name: {{ $prefix }}_KAFKA, value: {{ $values.kafka.bootstrap | quote }}}
- {name: {{ $prefix }}_KAFKA_USERNAME, value: {{ printf "%s.%s" $values.region.code .service | quote }}}
{{- if $values.kafka.authority.secret }}
- {name: {{ $prefix }}_KAFKA_AUTHORITY, value: /run/secrets/inroads/kafka-authority.crt}
{{- end }}
- {name: {{ $prefix }}_KEYRING, value: /run/secrets/inroads/keyring.json}
- {name: {{ $prefix }}_HTTP_HOST, value: "0.0.0.0"}
- {name: {{ $prefix }}_HTTP_PORT, value: "8080"}
{{- if eq .service "notifications" }}
{{ include "inroads.mailEnv" $values.mail }}
{{- end }}
{{- with $values.pages.address }}
{{- if eq $.service "notifications" }}
- {name: NOTIFICATIONS_PAGES_ADDRESS, value: {{ . | quote }}}
{{- else if eq $.service "matching" }}
- {name: MATCHING_PAGES, value: "true"}
- {name: MATCHING_PAGES_HOST, value: "0.0.0.0"}
- {name: MATCHING_PAGES_PORT, value: "8090"}
{{- end }}
{{- end }}
{{- if and (eq .service "referrals") $values.door.enabled }}
- {name: REFERRALS_DOOR_HOST, value: "0.0.0.0"}
- {name: REFERRALS_DOOR_PORT, value: "8091"}
{{- end }}
{{- end }}

{{- define "inroads.mailEnv" -}}
- {name: NOTIFICATIONS_MAIL_HOST, value: {{ .host | quote }}}
- {name: NOTIFICATIONS_MAIL_PORT, value: {{ .port | quote }}}
- {name: NOTIFICATIONS_MAIL_TLS, value: {{ .tls | quote }}}
{{- if .authority.secret }}
- {name: SSL_CERT_FILE, value: /run/secrets/inroads/mail-authority.crt}
{{- end }}
{{- with .username }}
- {name: NOTIFICATIONS_MAIL_USERNAME, value: {{ . | quote }}}
{{- end }}
{{- with .senderName }}
- {name: NOTIFICATIONS_SENDER_NAME, value: {{ . | quote }}}
{{- end }}
{{- with .senderEmail }}
- {name: NOTIFICATIONS_SENDER_EMAIL, value: {{ . | quote }}}
{{- end }}
{{- with .senderPhone }}
- {name: NOTIFICATIONS_SENDER_PHONE, value: {{ . | quote }}}
{{- end }}
{{- end }}

{{- define "inroads.mounts" -}}
- {name: secrets, mountPath: /run/secrets/inroads, readOnly: true}
- {name: tmp, mountPath: /tmp}
{{- end }}

{{/* 0440 with fsGroup: a service refuses a keyring that others can read. */}}
{{- define "inroads.volumes" -}}
{{- $values := .root.Values -}}
- name: secrets
  projected:
    defaultMode: 0440
    sources:
      - secret:
          name: {{ .secret }}
          items:
            - {key: {{ .service }}_database_url, path: {{ .service }}_database_url}
            {{- if not .ownerOnly }}
            - {key: {{ .service }}_kafka_password, path: {{ .service }}_kafka_password}
            - {key: keyring.json, path: keyring.json}
            {{- if and (eq .service "notifications") $values.mail.username }}
            - {key: notifications_mail_password, path: notifications_mail_password}
            {{- end }}
            {{- if and (eq .service "matching") $values.pages.address $values.pages.reviewsRuns }}
            - {key: matching_pages_operator_token, path: matching_pages_operator_token}
            {{- end }}
            {{- if and (eq .service "referrals") $values.door.enabled }}
            - {key: referrals_door_tokens, path: referrals_door_tokens}
            {{- end }}
            {{- end }}
      {{- if and $values.kafka.authority.secret (not .ownerOnly) }}
      - secret:
          name: {{ $values.kafka.authority.secret }}
          items: [{key: {{ $values.kafka.authority.key }}, path: kafka-authority.crt}]
      {{- end }}
      {{- if and (eq .service "notifications") $values.mail.authority.secret (not .ownerOnly) }}
      - secret:
          name: {{ $values.mail.authority.secret }}
          items: [{key: {{ $values.mail.authority.key }}, path: mail-authority.crt}]
      {{- end }}
      {{- with ternary "postgres-ca" $values.postgres.authority.secret $values.postgres.cluster.enabled }}
      - secret:
          name: {{ . }}
          items: [{key: {{ $values.postgres.authority.key }}, path: postgres-authority.crt}]
      {{- end }}
- name: tmp
  emptyDir: {medium: Memory, sizeLimit: 32Mi}
{{- end }}
