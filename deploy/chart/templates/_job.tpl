{{/* A Job of a release. Call with root, name, image, hook, weight, args or command, env, secret, and claim for a volume at /mnt. */}}
{{- define "zhicheng.job" }}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .name }}
  labels: {{- include "zhicheng.labels" .root | nindent 4 }}
    {{- include "zhicheng.chosen" .name | nindent 4 }}
  annotations:
    helm.sh/hook: {{ .hook }}
    helm.sh/hook-weight: {{ .weight | quote }}
    helm.sh/hook-delete-policy: before-hook-creation
spec:
  # One at a time, and a second one is begun only when the first has ended; dbmate holds a lock besides.
  parallelism: 1
  completions: 1
  podReplacementPolicy: Failed
  backoffLimit: 20
  activeDeadlineSeconds: 1800
  template:
    metadata:
      labels: {{- include "zhicheng.labels" .root | nindent 8 }}
        {{- include "zhicheng.chosen" .name | nindent 8 }}
    spec:
      {{- include "zhicheng.pod" . | nindent 6 }}
      restartPolicy: Never
      containers:
        - name: once
          image: {{ .image }}
          {{- with .command }}
          command: {{ toJson . }}
          {{- end }}
          {{- with .args }}
          args: {{ toJson . }}
          {{- end }}
          {{- with .env }}
          env: {{- . | nindent 12 }}
          {{- end }}
          {{- with .secret }}
          envFrom:
            - secretRef: {name: {{ . }}}
          {{- end }}
          resources:
            requests: {cpu: 50m, memory: 96Mi}
            limits: {memory: 384Mi}
          securityContext: {{- include "zhicheng.container-security" .root | nindent 12 }}
          volumeMounts:
            - {name: tmp, mountPath: /tmp}
            - {name: run, mountPath: /run/zhicheng}
            {{- with .claim }}
            - {name: claim, mountPath: /mnt}
            {{- end }}
      volumes:
        - {name: tmp, emptyDir: {medium: Memory, sizeLimit: 64Mi}}
        - {name: run, emptyDir: {medium: Memory, sizeLimit: 1Mi}}
        {{- with .claim }}
        - {name: claim, persistentVolumeClaim: {claimName: {{ . }}}}
        {{- end }}
{{- end }}
