{{/* Whose a thing is. */}}
{{- define "zhicheng.labels" -}}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ include "zhicheng.version" . | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* By what a pod is chosen: its name alone. Call with the name. */}}
{{- define "zhicheng.chosen" -}}
app.kubernetes.io/part-of: zhicheng
app.kubernetes.io/name: {{ . }}
{{- end }}

{{/* What only the operator knows: nothing is made without it, and all of it is named at once. */}}
{{- define "zhicheng.yours" -}}
{{- $missing := list }}
{{- range $name, $what := dict
  "publicUrl" "the address under which people open the platform, for instance https://zhicheng.example.gov.cn"
  "image.repository" "where you pushed the image, for instance registry.example.gov.cn/zhicheng"
  "network.pods" "the addresses of the cluster's pods, for instance 10.244.0.0/16 (your network's own settings have them)"
}}
{{- $value := $.Values }}
{{- range splitList "." $name }}{{ $value = index $value . }}{{ end }}
{{- if not $value }}{{ $missing = append $missing (printf "%s: %s" $name $what) }}{{ end }}
{{- end }}
{{- if $missing }}
{{- fail (printf "say in your values (docs/kubernetes.md, step 5)\n  %s\n" (join "\n  " $missing)) }}
{{- end }}
{{- end }}

{{- define "zhicheng.version" -}}
{{- .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "zhicheng.image" -}}
{{ .Values.image.repository }}:{{ include "zhicheng.version" . }}
{{- with .Values.image.digest }}@{{ . }}{{ end }}
{{- end }}

{{/* The processes of the code, by name: deploy/containers/cluster.py. */}}
{{- define "zhicheng.processes" -}}
{{- .Files.Get "files/processes.json" }}
{{- end }}

{{/* How many and how large a process is. Call with root, name, process. */}}
{{- define "zhicheng.size" -}}
{{- $program := index .root.Values.programs .process.program | default dict }}
{{- $size := index ($program.processes | default dict) .process.role }}
{{- if not $size }}{{ fail (printf "values have no size for %s" .name) }}{{ end }}
{{- if and (lt (int $size.min) 1) (not .process.may_rest) }}
{{- fail (printf "somebody waits for %s: its min is at least 1" .name) }}
{{- end }}
{{- if lt (int $size.max) (int $size.min) }}{{ fail (printf "max of %s is below its min" .name) }}{{ end }}
{{- toYaml $size }}
{{- end }}

{{/* The Secret of a program, made by whoever installs: docs/kubernetes.md. Call with root and program. */}}
{{- define "zhicheng.secret" -}}
{{- $program := index .root.Values.programs .program | default dict }}
{{- $program.secret | default (printf "zhicheng-%s" .program) }}
{{- end }}

{{- define "zhicheng.pod-security" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "zhicheng.container-security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* What every pod of ours has. Call with root and name. */}}
{{- define "zhicheng.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false # they would be read as settings: IDENTITY_API_PORT and the like
securityContext: {{- include "zhicheng.pod-security" .root | nindent 2 }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* No node and no zone takes all of a process with it. Call with the name. */}}
{{- define "zhicheng.spread" -}}
{{- range $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
- maxSkew: 1
  topologyKey: {{ $key }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels: {{- include "zhicheng.chosen" $ | nindent 6 }}
  matchLabelKeys: [pod-template-hash]
{{- end }}
{{- end }}

{{/* What a program is told that is no secret. Call with root and program. */}}
{{- define "zhicheng.settings" -}}
{{- $v := .root.Values }}
{{- $prefix := upper .program }}
{{- $more := (index $v.programs .program | default dict).settings | default dict }}
{{- $told := dict
  "HOST" "0.0.0.0"
  "PORT" "8080"
  "READY_FILE" "/run/zhicheng/ready"
  "METRICS_PORT" "9464"
  "TEMPORAL_METRICS_PORT" "9465"
  "LOG_FORMAT" "json"
  "GATEWAYS" $v.network.pods
  "TEMPORAL_ADDRESS" (printf "%s:%v" $v.servers.temporal.host $v.servers.temporal.port)
  "TEMPORAL_NAMESPACE" $v.servers.temporal.namespace
  "CITIES" "/srv/zhicheng/cities"
  "CALENDAR_YEARS" "/srv/zhicheng/calendar"
  "PUBLIC_URL" $v.publicUrl
}}
{{- with $v.traces.url }}
{{- $told = merge $told (dict "TRACES_URL" .) }}
{{- end }}
{{- if has .program (list "operations" "workflows") }}
{{- $told = merge $told (dict "TEMPORAL_UI_URL" $v.temporalUi) }}
{{- end }}
{{- if eq .program "workflows" }}
{{- $told = merge $told (dict "BUILD_ID" (include "zhicheng.version" .root)) }}
{{- else }}
{{- $told = merge $told (dict
  "BLOB_ENDPOINT" (printf "%s:%v" $v.servers.s3.host $v.servers.s3.port)
  "BLOB_SECURE" (toString $v.servers.s3.secure)
  "BLOB_BUCKET_PREFIX" $v.servers.s3.bucketPrefix
) }}
{{- end }}
{{- range $name, $value := $told }}
- {name: {{ $prefix }}_{{ $name }}, value: {{ $value | toString | quote }}}
{{- end }}
{{- range $name, $value := $more }}
- {name: {{ $name }}, value: {{ $value | toString | quote }}}
{{- end }}
{{- end }}

{{/* What is in memory of a pod, and the data of the cities. */}}
{{- define "zhicheng.mounts" -}}
- {name: tmp, mountPath: /tmp}
- {name: run, mountPath: /run/zhicheng}
{{- if .Values.cities.claim }}
- {name: cities, mountPath: /srv/zhicheng/cities, readOnly: true}
{{- end }}
{{- if .Values.cities.calendar }}
- {name: calendar, mountPath: /srv/zhicheng/calendar, readOnly: true}
{{- end }}
{{- end }}

{{- define "zhicheng.volumes" -}}
- {name: tmp, emptyDir: {medium: Memory, sizeLimit: 64Mi}}
- {name: run, emptyDir: {medium: Memory, sizeLimit: 1Mi}}
{{- with .Values.cities.claim }}
- {name: cities, persistentVolumeClaim: {claimName: {{ . }}, readOnly: true}}
{{- end }}
{{- with .Values.cities.calendar }}
- {name: calendar, configMap: {name: {{ . }}}}
{{- end }}
{{- end }}
