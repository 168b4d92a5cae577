{{/* What values.schema.json cannot say, or not in words: values that contradict each other, lack each other, or have a form. */}}

{{- define "kdiffe.check" -}}
{{- $v := .Values -}}
{{- if and (not $v.postgres.bundled.enabled) (not $v.postgres.host) }}
{{- fail "\n\npostgres.host is empty: name your PostgreSQL there, or set postgres.bundled.enabled=true to try KDiffE with one of its own.\n" }}
{{- end }}
{{- if and $v.postgres.bundled.enabled $v.postgres.host }}
{{- fail "\n\npostgres.host and postgres.bundled.enabled contradict each other: leave the host empty where PostgreSQL is bundled.\n" }}
{{- end }}
{{- if and $v.postgres.host (not $v.postgres.passwordSecret.name) }}
{{- fail "\n\npostgres.passwordSecret.name is empty: name the secret that has the password of postgres.username.\n" }}
{{- end }}
{{- if and $v.postgres.bundled.enabled $v.migration.enabled }}
{{- fail "\n\nmigration.enabled needs an external PostgreSQL: a bundled one is not there yet when its job runs.\n" }}
{{- end }}
{{- if and $v.postgres.bundled.enabled $v.catalogues }}
{{- fail "\n\ncatalogues need an external PostgreSQL: a bundled one has but one database.\n" }}
{{- end }}
{{- $databases := dict $v.postgres.database "the default one" }}
{{- $names := dict }}
{{- range $v.catalogues }}
{{- if hasKey $names .name }}
{{- fail (printf "\n\ncatalogues has two of the name %s.\n" .name) }}
{{- end }}
{{- if hasKey $databases .database }}
{{- fail (printf "\n\ncatalogues: %s has the database %s, which is that of %s: each needs its own.\n" .name .database (get $databases .database)) }}
{{- end }}
{{- $_ := set $databases .database .name }}
{{- $_ := set $names .name true }}
{{- end }}
{{- if and $v.commandCatalogue (not (hasKey $names $v.commandCatalogue)) }}
{{- fail (printf "\n\ncommandCatalogue is '%s', and there is no such one in catalogues.\n" $v.commandCatalogue) }}
{{- end }}
{{- range $name := list "host" "database" "username" }}
{{- if regexMatch "[;'\"= ]" (get $v.postgres $name) }}
{{- fail (printf "\n\npostgres.%s is '%s', but must be one name with no blank, quote, '=' or ';' in it.\n" $name (get $v.postgres $name)) }}
{{- end }}
{{- end }}
{{- if regexMatch "(?i)(^|;) *(password|pwd) *=" $v.postgres.parameters }}
{{- fail "\n\npostgres.parameters has a password, which would stand in every manifest: put it into postgres.passwordSecret.\n" }}
{{- end }}
{{- range $name, $url := dict "snapshots.s3.endpoint" $v.snapshots.s3.endpoint "telemetry.otlp.endpoint" $v.telemetry.otlp.endpoint }}
{{- if and $url (not (regexMatch "^https?://[^ /]+(/[^ ]*)?$" $url)) }}
{{- fail (printf "\n\n%s is '%s', but must be a URL such as http://collector:4317.\n" $name $url) }}
{{- end }}
{{- end }}
{{- $apis := ternary $v.api.autoscaling.maxReplicas $v.api.replicas $v.api.autoscaling.enabled }}
{{- if and (eq $v.snapshots.store "volume") (not $v.snapshots.volume.existingClaim) (not (has "ReadWriteMany" $v.snapshots.volume.accessModes)) (gt (int $apis) 1) }}
{{- fail (printf "\n\nsnapshots.volume.accessModes has no ReadWriteMany, but %v APIs, on as many nodes perhaps, share the volume: use ReadWriteMany, snapshots.store=s3 or one API.\n" $apis) }}
{{- end }}
{{- $workers := mul (ternary $v.worker.keda.maxReplicas $v.worker.replicas (eq $v.worker.mode "keda")) (add1 (len $v.catalogues)) }}
{{- if and $v.runs.persistent (not $v.runs.existingClaim) (not (has "ReadWriteMany" $v.runs.accessModes)) (gt (int $workers) 1) }}
{{- fail (printf "\n\nruns.accessModes has no ReadWriteMany, but %v workers, on as many nodes perhaps, share the volume: use ReadWriteMany, one worker or runs.persistent=false.\n" $workers) }}
{{- end }}
{{- if and (eq $v.snapshots.store "s3") (not $v.snapshots.s3.bucket) }}
{{- fail "\n\nsnapshots.s3.bucket is empty: name the bucket, or set snapshots.store=volume.\n" }}
{{- end }}
{{- if and (eq $v.snapshots.store "s3") (not $v.snapshots.s3.region) (not $v.snapshots.s3.endpoint) }}
{{- fail "\n\nsnapshots.s3 has neither a region nor an endpoint: name the bucket's region at Amazon, or the URL of another server.\n" }}
{{- end }}
{{- if and $v.api.ingress.enabled (not $v.api.ingress.host) }}
{{- fail "\n\napi.ingress.host is empty: name the host under which the API is reached.\n" }}
{{- end }}
{{- with $v.api.autoscaling }}
{{- if and .enabled (not .cpuPercent) (not .answersPerSecond) }}
{{- fail "\n\napi.autoscaling is enabled, but has neither cpuPercent nor answersPerSecond to go by.\n" }}
{{- end }}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) }}
{{- fail (printf "\n\napi.autoscaling.minReplicas is %v, which is more than maxReplicas, %v.\n" .minReplicas .maxReplicas) }}
{{- end }}
{{- end }}
{{- if and $v.monitoring.monitors.enabled (not $v.monitoring.monitors.keySecret.name) }}
{{- fail "\n\nmonitoring.monitors.keySecret.name is empty: /metrics of the API needs a key. Make one with 'kdiffe keys create prometheus --role read', put it into a secret and name that.\n" }}
{{- end }}
{{- $every := dict "settings" $v.settings "api.settings" $v.api.settings "worker.settings" $v.worker.settings }}
{{- range $v.catalogues }}{{ $_ := set $every (printf "catalogues.%s.settings" .name) (.settings | default dict) }}{{ end }}
{{- range $where, $settings := $every }}
{{- range $name, $_ := $settings }}
{{- if regexMatch "(?i)^(Catalogues?(:|$)|ConnectionStrings:|Snapshots:(Folder|Store|S3)|Training:(Folder|StopWithin)$|Metrics:Url$|urls$|PG)" $name }}
{{- fail (printf "\n\n%s has %s, which the chart sets itself: see postgres, snapshots, runs, worker.stopWithinSeconds and monitoring.\n" $where $name) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
