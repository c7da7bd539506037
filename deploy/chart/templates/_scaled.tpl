{{/* All of a ScaledObject but its triggers. While nobody can be asked, as many stay as there are. Call with root, name and size. */}}
{{- define "zhicheng.scaled" }}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ .name }}
  labels: {{- include "zhicheng.labels" .root | nindent 4 }}
spec:
  scaleTargetRef: {name: {{ .name }}}
  pollingInterval: 15
  cooldownPeriod: 600
  minReplicaCount: {{ .size.min }}
  maxReplicaCount: {{ .size.max }}
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        scaleDown: {stabilizationWindowSeconds: 600, policies: [{type: Pods, value: 1, periodSeconds: 120}]}
{{- end }}
