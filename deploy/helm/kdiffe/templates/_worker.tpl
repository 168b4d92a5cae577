{{/* Pods of the image of kdiffe: workers, and single commands. */}}

{{/* Takes a dict of root, component, catalogue, args, restartPolicy and works: whether it trains, and so has the worker's place, GPUs and resources. */}}
{{- define "kdiffe.workerPod" -}}
{{- $worker := .root.Values.worker -}}
metadata:
  labels: {{- include "kdiffe.labels" . | nindent 4 }}
  {{- if .works }}
  annotations:
    # An autoscaler that empties a node would cost the run its epoch.
    cluster-autoscaler.kubernetes.io/safe-to-evict: "false"
    {{- with $worker.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
spec:
  serviceAccountName: {{ include "kdiffe.serviceAccount" .root }}
  {{- include "kdiffe.pod" .root | nindent 2 }}
  restartPolicy: {{ .restartPolicy }}
  {{- if .works }}
  # Its epoch, then ten seconds in which it gives the run back.
  terminationGracePeriodSeconds: {{ add $worker.stopWithinSeconds 15 }}
  {{- with $worker.runtimeClassName }}
  runtimeClassName: {{ . }}
  {{- end }}
  {{- with include "kdiffe.placement" $worker | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- end }}
  containers:
    - name: {{ .component }}
      image: {{ include "kdiffe.image" (dict "root" .root "image" .root.Values.images.worker) }}
      {{- include "kdiffe.container" .root | nindent 6 }}
      args: {{- toYaml .args | nindent 8 }}
      env: {{- include "kdiffe.workerEnvironment" . | trim | nindent 8 }}
      {{- with include "kdiffe.secretEnvironment" .root | trim }}
      {{- . | nindent 6 }}
      {{- end }}
      {{- if .works }}
      {{- if .root.Values.monitoring.monitors.enabled }}
      ports:
        - { name: metrics, containerPort: 9464 }
      {{- end }}
      resources: {{- include "kdiffe.workerResources" $worker | nindent 8 }}
      {{- else }}
      resources:
        requests: { cpu: 250m, memory: 512Mi }
        limits: { memory: 4Gi }
      {{- end }}
      volumeMounts:
        {{- include "kdiffe.mounts" .root | nindent 8 }}
        - { name: runs, mountPath: /var/lib/kdiffe/runs }
  volumes:
    {{- include "kdiffe.volumes" .root | nindent 4 }}
    - name: runs
      {{- /* A command trains nothing, and must not wait for a volume that one node at a time can have. */}}
      {{- if and .works .root.Values.runs.persistent }}
      persistentVolumeClaim: { claimName: {{ include "kdiffe.runsClaim" .root }} }
      {{- else }}
      emptyDir: {}
      {{- end }}
{{- end }}

{{- define "kdiffe.workerEnvironment" -}}
{{- $settings := dict "Training:Folder" "/var/lib/kdiffe/runs" -}}
{{- if .works -}}
{{- $_ := set $settings "Training:StopWithin" (printf "00:%02d:%02d" (div .root.Values.worker.stopWithinSeconds 60) (mod .root.Values.worker.stopWithinSeconds 60)) -}}
{{- if and (gt (int .root.Values.worker.gpu.count) 0) (not (hasKey .root.Values.worker.settings "Training:Device")) }}{{ $_ := set $settings "Training:Device" "cuda" }}{{ end -}}
{{- if .root.Values.monitoring.monitors.enabled }}{{ $_ := set $settings "Metrics:Url" "http://+:9464" }}{{ end -}}
{{- end -}}
{{ include "kdiffe.environment" (dict "root" .root "catalogue" .catalogue "settings" (merge $settings .root.Values.worker.settings)) }}
{{- end }}

{{/* The worker's resources with its GPUs; takes the values of the worker. */}}
{{- define "kdiffe.workerResources" -}}
{{- $resources := deepCopy .resources -}}
{{- if gt (int .gpu.count) 0 -}}
{{- $limits := merge (dict .gpu.resource (int .gpu.count)) (dig "limits" dict $resources) -}}
{{- $_ := set $resources "limits" $limits -}}
{{- end -}}
{{ toYaml $resources }}
{{- end }}
