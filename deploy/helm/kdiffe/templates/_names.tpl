{{/* The names and labels of what is made. */}}

{{- define "kdiffe.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}
{{- end -}}
{{- end }}

{{/* What selects pods; takes a dict of root and component. */}}
{{- define "kdiffe.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{- define "kdiffe.labels" -}}
{{ include "kdiffe.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{/* The catalogues, as JSON: the default one, which has no name, and all others; takes the root. */}}
{{- define "kdiffe.catalogues" -}}
{{ prepend .Values.catalogues (dict "name" "" "database" .Values.postgres.database) | toJson }}
{{- end }}

{{/* What something is called of which each catalogue has one; takes a dict of of and catalogue. */}}
{{- define "kdiffe.ofCatalogue" -}}
{{ .of }}{{ with .catalogue }}-{{ . }}{{ end }}
{{- end }}

{{/* The components of all workers, as JSON; takes the root. */}}
{{- define "kdiffe.workerComponents" -}}
{{- $components := list -}}
{{- range include "kdiffe.catalogues" . | fromJsonArray }}{{ $components = append $components (include "kdiffe.ofCatalogue" (dict "of" "worker" "catalogue" .name)) }}{{ end -}}
{{ toJson $components }}
{{- end }}

{{- define "kdiffe.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "kdiffe.name" .) }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end -}}
{{- end }}

{{/* An image; takes a dict of root and image. */}}
{{- define "kdiffe.image" -}}
{{ .image.repository }}:{{ .image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{- define "kdiffe.snapshotsClaim" -}}
{{ .Values.snapshots.volume.existingClaim | default (printf "%s-snapshots" (include "kdiffe.name" .)) }}
{{- end }}

{{- define "kdiffe.runsClaim" -}}
{{ .Values.runs.existingClaim | default (printf "%s-runs" (include "kdiffe.name" .)) }}
{{- end }}

{{- define "kdiffe.bundledPostgres" -}}
{{ include "kdiffe.name" . }}-postgres
{{- end }}

{{- define "kdiffe.postgresHost" -}}
{{ ternary (include "kdiffe.bundledPostgres" .) .Values.postgres.host .Values.postgres.bundled.enabled }}
{{- end }}

{{- define "kdiffe.passwordSecret" -}}
{{ .Values.postgres.passwordSecret.name | default (include "kdiffe.bundledPostgres" .) }}
{{- end }}

{{/* How the connection is encrypted, in PostgreSQL's own words. */}}
{{- define "kdiffe.sslMode" -}}
{{ ternary "disable" .Values.postgres.sslMode .Values.postgres.bundled.enabled }}
{{- end }}

{{/* The port of a URL. */}}
{{- define "kdiffe.portOf" -}}
{{- $url := urlParse . -}}
{{- regexFind "[0-9]+$" (regexFind ":[0-9]+$" $url.host) | default (ternary "443" "80" (eq $url.scheme "https")) -}}
{{- end }}
