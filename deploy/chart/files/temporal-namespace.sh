set -eu
temporal operator namespace --namespace zhicheng describe > /dev/null || temporal operator namespace --namespace zhicheng create --retention 90d
until temporal operator search-attribute --namespace zhicheng list > /dev/null; do sleep 1; done
temporal operator search-attribute --namespace zhicheng list | grep -qw City || temporal operator search-attribute --namespace zhicheng create --name City --type Keyword
temporal operator search-attribute --namespace zhicheng list | grep -qw Plan || temporal operator search-attribute --namespace zhicheng create --name Plan --type Keyword
temporal operator search-attribute --namespace zhicheng list | grep -qw Stage || temporal operator search-attribute --namespace zhicheng create --name Stage --type Keyword
temporal operator search-attribute --namespace zhicheng list | grep -qw Status || temporal operator search-attribute --namespace zhicheng create --name Status --type Keyword
temporal operator search-attribute --namespace zhicheng list | grep -qw WhoseTurn || temporal operator search-attribute --namespace zhicheng create --name WhoseTurn --type Keyword
temporal operator search-attribute --namespace zhicheng list | grep -qw Round || temporal operator search-attribute --namespace zhicheng create --name Round --type Int
temporal operator search-attribute --namespace zhicheng list | grep -qw Since || temporal operator search-attribute --namespace zhicheng create --name Since --type Datetime
temporal operator search-attribute --namespace zhicheng list | grep -qw Due || temporal operator search-attribute --namespace zhicheng create --name Due --type Datetime
