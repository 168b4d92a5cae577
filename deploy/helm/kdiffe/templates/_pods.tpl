{{/* What every pod of KDiffE shares: who it is, what it may, what it is told and what it writes. */}}

{{/* Takes the root. 1654 is the user of .NET's images; the group owns the volumes. */}}
{{- define "kdiffe.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.images.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1654
  runAsGroup: 1654
  fsGroup: 1654
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "kdiffe.container" -}}
imagePullPolicy: {{ .Values.images.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end }}

{{/* Where a pod shall run; takes the values of a component. */}}
{{- define "kdiffe.placement" -}}
{{- with .nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Takes a dict of root and database. The password goes beside it, in the variable that Npgsql reads: there it may have any characters. */}}
{{- define "kdiffe.connectionString" -}}
{{- $modes := dict "disable" "Disable" "prefer" "Prefer" "require" "Require" "verify-ca" "VerifyCA" "verify-full" "VerifyFull" -}}
{{- $parts := list
  (printf "Host=%s" (include "kdiffe.postgresHost" .root))
  (printf "Port=%v" .root.Values.postgres.port)
  (printf "Database=%s" .database)
  (printf "Username=%s" .root.Values.postgres.username)
  (printf "SSL Mode=%s" (get $modes (include "kdiffe.sslMode" .root))) -}}
{{- with .root.Values.postgres }}
{{- if .caSecret.name }}{{ $parts = append $parts (printf "Root Certificate=/etc/kdiffe/postgres/%s" .caSecret.key) }}{{ end -}}
{{- if .parameters }}{{ $parts = append $parts .parameters }}{{ end -}}
{{- end -}}
{{ join ";" $parts }}
{{- end }}

{{/* Environment variables; takes a dict of root, settings, those of the component, and catalogue, for a process that is of one alone. */}}
{{- define "kdiffe.environment" -}}
{{- $settings := dict "ConnectionStrings:Postgres" (include "kdiffe.connectionString" (dict "root" .root "database" .root.Values.postgres.database)) "Snapshots:Folder" "/var/lib/kdiffe/snapshots" -}}
{{- $root := .root -}}
{{- range $catalogue := .root.Values.catalogues -}}
{{- $_ := set $settings (printf "Catalogues:%s:ConnectionStrings:Postgres" .name) (include "kdiffe.connectionString" (dict "root" $root "database" .database)) -}}
{{- range $name, $value := .settings }}{{ $_ := set $settings (printf "Catalogues:%s:%s" $catalogue.name $name) $value }}{{ end -}}
{{- end -}}
{{- with .catalogue }}{{ $_ := set $settings "Catalogue" . }}{{ end -}}
{{- if eq .root.Values.snapshots.store "s3" -}}
{{- $s3 := .root.Values.snapshots.s3 -}}
{{- $settings = merge $settings (dict "Snapshots:Store" "s3" "Snapshots:S3:Bucket" $s3.bucket) -}}
{{- with $s3.region }}{{ $_ := set $settings "Snapshots:S3:Region" . }}{{ end -}}
{{- with $s3.endpoint }}{{ $_ := set $settings "Snapshots:S3:Endpoint" . }}{{ end -}}
{{- with $s3.prefix }}{{ $_ := set $settings "Snapshots:S3:Prefix" . }}{{ end -}}
{{- if kindIs "bool" $s3.pathStyle }}{{ $_ := set $settings "Snapshots:S3:PathStyle" $s3.pathStyle }}{{ end -}}
{{- end -}}
{{- range $name, $value := merge $settings .settings .root.Values.settings }}
- name: {{ $name | replace ":" "__" }}
  {{- /* A whole number of YAML is a floating-point one to Helm, which writes large ones as 1e+09. */}}
  {{- if and (kindIs "float64" $value) (eq $value (floor $value)) }}
  value: {{ $value | int64 | quote }}
  {{- else }}
  value: {{ $value | toString | quote }}
  {{- end }}
{{- end }}
- name: PGPASSWORD
  valueFrom: { secretKeyRef: { name: {{ include "kdiffe.passwordSecret" .root }}, key: {{ .root.Values.postgres.passwordSecret.key }} } }
# The root is read-only; what libraries keep for themselves goes here.
- name: HOME
  value: /tmp
{{- with .root.Values.snapshots }}
{{- if and (eq .store "s3") .s3.credentialsSecret }}
{{- range list "AWS_ACCESS_KEY_ID" "AWS_SECRET_ACCESS_KEY" }}
- name: {{ . }}
  valueFrom: { secretKeyRef: { name: {{ $.root.Values.snapshots.s3.credentialsSecret }}, key: {{ . }} } }
{{- end }}
{{- end }}
{{- end }}
{{- with .root.Values.telemetry.otlp }}
{{- if .endpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ .endpoint | quote }}
- name: OTEL_EXPORTER_OTLP_PROTOCOL
  value: {{ .protocol }}
{{- end }}
{{- end }}
{{- end }}

{{/* Whole secrets as environment variables; takes the root. */}}
{{- define "kdiffe.secretEnvironment" -}}
{{- with .Values.secretEnvironment }}
envFrom:
  {{- range . }}
  - secretRef: { name: {{ . }} }
  {{- end }}
{{- end }}
{{- end }}

{{/* What every pod mounts; takes the root. An object storage is cached on the node. */}}
{{- define "kdiffe.mounts" -}}
- { name: snapshots, mountPath: /var/lib/kdiffe/snapshots }
- { name: tmp, mountPath: /tmp }
{{- if .Values.postgres.caSecret.name }}
- { name: postgres-ca, mountPath: /etc/kdiffe/postgres, readOnly: true }
{{- end }}
{{- end }}

{{- define "kdiffe.volumes" -}}
- name: snapshots
{{- if eq .Values.snapshots.store "volume" }}
  persistentVolumeClaim: { claimName: {{ include "kdiffe.snapshotsClaim" . }} }
{{- else }}
  emptyDir: { sizeLimit: {{ .Values.snapshots.s3.cacheSize }} }
{{- end }}
- name: tmp
  emptyDir: {}
{{- with .Values.postgres.caSecret }}
{{- if .name }}
- name: postgres-ca
  secret: { secretName: {{ .name }}, items: [{ key: {{ .key }}, path: {{ .key }} }] }
{{- end }}
{{- end }}
{{- end }}
