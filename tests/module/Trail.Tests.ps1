# Trails in AWS, against a server that speaks its APIs and checks signatures: made, made again, killed in the middle,
# changed, stopped, removed.
BeforeDiscovery {
    . "$PSScriptRoot/Moto.ps1"
    $skip = -not (Test-Moto)
}

BeforeAll {
    . "$PSScriptRoot/TestModule.ps1"
    . "$PSScriptRoot/Moto.ps1"
    Import-Module $Manifest -Force
    $moto = Start-Moto
    $aws = $moto ? $moto.Parameters : @{}

    # A plan, line by line, as -WhatIf prints it.
    function Get-Plan([hashtable] $Parameters) {
        $transcript = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command {
            param($Manifest, $Parameters)
            Import-Module $Manifest
            New-Trail @Parameters -WhatIf
        } -args $Manifest, $Parameters
        @($transcript | Where-Object { $_ -like 'What if: *' })
    }

    # JSON with members in order, to compare by.
    function Get-Sorted($Value) {
        if ($Value -is [System.Collections.IDictionary]) {
            '{' + (($Value.Keys | Sort-Object | ForEach-Object { "`"$_`":" + (Get-Sorted $Value[$_]) }) -join ',') + '}'
        }
        elseif ($Value -is [array]) {
            '[' + (($Value | ForEach-Object { Get-Sorted $_ }) -join ',') + ']'
        }
        else {
            "`"$Value`""
        }
    }

    $everything = @{
        CreateKmsKey = $true; ObjectLockDays = 30; RetentionDays = 400; DataEvent = 'S3', 'Lambda'; Insight = 'ApiCallRateInsight'; Tag = @{ owner = 'security' }
    }
}

AfterAll {
    Stop-Moto $moto
}

Describe 'New-Trail' -Skip:$skip {
    It 'shows the whole plan with -WhatIf, a line a change, and changes nothing' {
        $lines = Get-Plan (@{ Name = 'planned'; Bucket = 'planned-logs'; LogGroup = 'CloudTrail/planned'; SnsTopic = 'planned' } + $everything + $aws)
        $lines | Should -HaveCount 19
        $lines | Should -Match '^What if: (bucket|KMS key|log group|role|topic|trail) \S+: \S'
        $lines[0] | Should -BeExactly 'What if: bucket planned-logs: Create it, with S3 Object Lock'
        $lines[-1] | Should -BeExactly 'What if: trail planned: Start logging'
        (Invoke-MotoCli $moto s3api, list-buckets).Buckets.Name | Should -Not -Contain 'planned-logs'
        (Invoke-MotoCli $moto kms, list-keys).Keys | Should -BeNullOrEmpty
        (Invoke-MotoCli $moto cloudtrail, list-trails).Trails | Should -BeNullOrEmpty
    }

    It 'makes a trail that logs, from nothing' {
        $trail = New-Trail -Name first -Bucket first-logs @aws
        $trail | Should -BeOfType ([CloudAudit.Trail])
        $trail.IsLogging | Should -BeTrue
        $trail.IsMultiRegion | Should -BeTrue
        $trail.IncludesGlobalEvents | Should -BeTrue
        $trail.LogFileValidation | Should -BeTrue
        $trail.AccountId | Should -BeExactly '123456789012'
        "$trail" | Should -BeExactly 'arn:aws:cloudtrail:us-east-1:123456789012:trail/first'
    }

    It 'writes the policies that AWS documents, statement by statement' {
        $null = New-Trail -Name written -Bucket written-logs -LogGroup CloudTrail/written -CreateKmsKey -SnsTopic written @aws
        $cloudTrail = @{ Service = 'cloudtrail.amazonaws.com' }
        $arn = 'arn:aws:cloudtrail:us-east-1:123456789012:trail/written'
        $bucket = (Invoke-MotoCli $moto s3api, get-bucket-policy, --bucket, written-logs).Policy | ConvertFrom-Json -AsHashtable
        $expected = @(
            @{ Sid = 'AWSCloudTrailAclCheck20150319'; Effect = 'Allow'; Principal = @{ Service = 'cloudtrail.amazonaws.com' }; Action = 's3:GetBucketAcl'; Resource = 'arn:aws:s3:::written-logs'
                Condition = @{ StringEquals = @{ 'aws:SourceArn' = $arn } } }
            @{ Sid = 'AWSCloudTrailWrite20150319'; Effect = 'Allow'; Principal = @{ Service = 'cloudtrail.amazonaws.com' }; Action = 's3:PutObject'; Resource = 'arn:aws:s3:::written-logs/AWSLogs/123456789012/*'
                Condition = @{ StringEquals = @{ 's3:x-amz-acl' = 'bucket-owner-full-control'; 'aws:SourceArn' = $arn } } }
            @{ Sid = 'RestrictToTLSRequestsOnly'; Effect = 'Deny'; Principal = '*'; Action = 's3:*'; Resource = @('arn:aws:s3:::written-logs', 'arn:aws:s3:::written-logs/*')
                Condition = @{ Bool = @{ 'aws:SecureTransport' = 'false' } } }
        )
        Get-Sorted $bucket.Statement | Should -BeExactly (Get-Sorted $expected)

        # "Configure AWS KMS key policies for CloudTrail": its sections, with the account's own users for readers.
        $root = @{ AWS = 'arn:aws:iam::123456789012:root' }
        $key = (Get-Trail written @aws).KmsKeyId
        $policy = (Invoke-MotoCli $moto kms, get-key-policy, --key-id, $key, --policy-name, default).Policy | ConvertFrom-Json -AsHashtable
        $policy.Version | Should -BeExactly '2012-10-17'
        Get-Sorted $policy.Statement | Should -BeExactly (Get-Sorted @(
                @{ Sid = 'Enable IAM user permissions'; Effect = 'Allow'; Principal = $root; Action = 'kms:*'; Resource = '*' }
                @{ Sid = 'Allow CloudTrail to encrypt logs'; Effect = 'Allow'; Principal = $cloudTrail; Action = 'kms:GenerateDataKey*'; Resource = '*'
                    Condition = @{
                        StringEquals = @{ 'aws:SourceArn' = $arn }
                        StringLike   = @{ 'kms:EncryptionContext:aws:cloudtrail:arn' = 'arn:aws:cloudtrail:*:123456789012:trail/*' }
                    }
                }
                @{ Sid = 'Allow CloudTrail to describe key'; Effect = 'Allow'; Principal = $cloudTrail; Action = 'kms:DescribeKey'; Resource = '*'
                    Condition = @{ StringEquals = @{ 'aws:SourceArn' = $arn } }
                }
                @{ Sid = 'Enable CloudTrail log decrypt permissions'; Effect = 'Allow'; Principal = $root; Action = 'kms:Decrypt'; Resource = '*'
                    Condition = @{ Null = @{ 'kms:EncryptionContext:aws:cloudtrail:arn' = 'false' } }
                }))
        (Invoke-MotoCli $moto kms, get-key-rotation-status, --key-id, $key).KeyRotationEnabled | Should -BeTrue

        # "Sending events to CloudWatch Logs" and "Role policy document for CloudTrail to use CloudWatch Logs for monitoring".
        $role = (Invoke-MotoCli $moto iam, get-role, --role-name, CloudTrailLogs-written).Role.AssumeRolePolicyDocument | ConvertTo-Json -Depth 9 | ConvertFrom-Json -AsHashtable
        Get-Sorted $role | Should -BeExactly (Get-Sorted @{
                Version   = '2012-10-17'
                Statement = @(@{ Sid = ''; Effect = 'Allow'; Principal = $cloudTrail; Action = 'sts:AssumeRole' })
            })
        $streams = @('arn:aws:logs:us-east-1:123456789012:log-group:CloudTrail/written:log-stream:123456789012_CloudTrail_us-east-1*')
        $permissions = (Invoke-MotoCli $moto iam, get-role-policy, --role-name, CloudTrailLogs-written, --policy-name, CloudTrailLogs).PolicyDocument |
            ConvertTo-Json -Depth 9 | ConvertFrom-Json -AsHashtable
        Get-Sorted $permissions | Should -BeExactly (Get-Sorted @{
                Version   = '2012-10-17'
                Statement = @(
                    @{ Sid = 'AWSCloudTrailCreateLogStream2014110'; Effect = 'Allow'; Action = @('logs:CreateLogStream'); Resource = $streams }
                    @{ Sid = 'AWSCloudTrailPutLogEvents20141101'; Effect = 'Allow'; Action = @('logs:PutLogEvents'); Resource = $streams }
                )
            })

        # "Amazon SNS topic policy for CloudTrail", with the source that it advises; SNS's own first statement stays.
        $topic = 'arn:aws:sns:us-east-1:123456789012:written'
        $published = (Invoke-MotoCli $moto sns, get-topic-attributes, --topic-arn, $topic).Attributes.Policy | ConvertFrom-Json -AsHashtable
        $published.Statement.Sid | Should -BeExactly '__default_statement_ID', 'AWSCloudTrailSNSPolicy20131101'
        Get-Sorted $published.Statement[0].Condition | Should -BeExactly (Get-Sorted @{ StringEquals = @{ 'AWS:SourceOwner' = '123456789012' } })
        Get-Sorted $published.Statement[1] | Should -BeExactly (Get-Sorted @{
                Sid = 'AWSCloudTrailSNSPolicy20131101'; Effect = 'Allow'; Principal = $cloudTrail; Action = 'SNS:Publish'; Resource = $topic
                Condition = @{ StringEquals = @{ 'aws:SourceArn' = $arn } }
            })

        $block = (Invoke-MotoCli $moto s3api, get-public-access-block, --bucket, written-logs).PublicAccessBlockConfiguration
        $block.BlockPublicAcls, $block.IgnorePublicAcls, $block.BlockPublicPolicy, $block.RestrictPublicBuckets | Should -Not -Contain $false
    }

    It 'run again changes nothing, and says so' {
        $parameters = @{ Name = 'twice'; Bucket = 'twice-logs'; LogGroup = 'CloudTrail/twice'; SnsTopic = 'twice' } + $everything + $aws
        $first = New-Trail @parameters
        Get-Plan $parameters | Should -BeNullOrEmpty
        $verbose = New-Trail @parameters -Verbose 4>&1
        $verbose[0] | Should -BeLike '*nothing is changed*'
        $verbose[-1].KmsKeyId | Should -BeExactly $first.KmsKeyId
    }

    It 'killed at change <_> goes on where it was, and then there is nothing left' -ForEach 2, 9, 13, 18 {
        $keys = @((Invoke-MotoCli $moto kms, list-keys).Keys).Count
        $name = "killed$_"
        $parameters = @{ Name = $name; Bucket = "$name-logs"; LogGroup = "CloudTrail/$name"; SnsTopic = $name } + $everything + $aws
        $whole = (Get-Plan $parameters).Count
        $script = "Import-Module '$Manifest'; `$p = [System.Management.Automation.PSSerializer]::Deserialize([Console]::In.ReadToEnd()); New-Trail @p -Verbose"
        $start = [System.Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path)
        '-NoProfile', '-NonInteractive', '-Command', $script | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        $process = [System.Diagnostics.Process]::Start($start)
        $process.StandardInput.Write([System.Management.Automation.PSSerializer]::Serialize($parameters))
        $process.StandardInput.Close()
        $seen = 0
        while ($null -ne ($line = $process.StandardOutput.ReadLine())) {
            # One line a change, before it is made.
            if ($line -match 'VERBOSE: (bucket|KMS key|log group|role|topic|trail) ' -and ++$seen -eq $_) {
                $process.Kill()
                break
            }
        }

        $process.WaitForExit()
        $seen | Should -Be $_
        $left = (Get-Plan $parameters).Count
        $left | Should -BeGreaterThan 0
        $left | Should -BeLessThan $whole
        (New-Trail @parameters).IsLogging | Should -BeTrue
        Get-Plan $parameters | Should -BeNullOrEmpty

        # No second key was made for want of an alias.
        @((Invoke-MotoCli $moto kms, list-keys).Keys).Count - $keys | Should -Be 1
    }

    It 'keeps what stands in the policy of a bucket that others made' {
        $null = Invoke-MotoCli $moto s3api, create-bucket, --bucket, shared-logs
        $own = '{"Version":"2012-10-17","Statement":[{"Sid":"mine","Effect":"Deny","Principal":"*","Action":"s3:DeleteBucket","Resource":"arn:aws:s3:::shared-logs"}]}'
        $null = Invoke-MotoCli $moto s3api, put-bucket-policy, --bucket, shared-logs, --policy, $own
        $null = New-Trail -Name shared -Bucket shared-logs @aws
        $policy = (Invoke-MotoCli $moto s3api, get-bucket-policy, --bucket, shared-logs).Policy | ConvertFrom-Json
        $policy.Statement.Sid | Should -Be 'mine', 'AWSCloudTrailAclCheck20150319', 'AWSCloudTrailWrite20150319', 'RestrictToTLSRequestsOnly'
    }

    It 'that fails in the middle says what was made, what was not, and how to go on' {
        $user = @{ AccessKey = $moto.AccessKey; SecretKey = $moto.SecretKey; EndpointUrl = $moto.Url; Region = 'us-east-1' }
        $null = Invoke-MotoCli $moto iam, create-user, --user-name, half
        $null = Invoke-MotoCli $moto iam, put-user-policy, --user-name, half, --policy-name, own, --policy-document,
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"cloudtrail:CreateTrail","Resource":"*"}]}'
        $key = (Invoke-MotoCli $moto iam, create-access-key, --user-name, half).AccessKey
        $user.AccessKey, $user.SecretKey = $key.AccessKeyId, $key.SecretAccessKey
        $failure = { New-Trail -Name half -Bucket half-logs @user } | Should -Throw -PassThru -ErrorId 'TrailUnfinished,CloudAudit.PowerShell.Commands.NewTrailCommand'
        $failure.CategoryInfo.Category | Should -Be PermissionDenied
        "$failure" | Should -BeLike '*cloudtrail:CreateTrail*Made: bucket half-logs: Create it; *Not made: trail half: Create it*trail half: Start logging*Run the same New-Trail again*'
        (New-Trail -Name half -Bucket half-logs @aws).IsLogging | Should -BeTrue
    }

    It 'refuses <Name> before any call' -ForEach @(
        @{ Name = 'a bad name'; Parameters = @{ Name = 'a..b'; Bucket = 'x-logs' }; Id = 'TrailNameInvalid' }
        @{ Name = 'an address'; Parameters = @{ Name = '10.0.0.1'; Bucket = 'x-logs' }; Id = 'TrailNameInvalid' }
        @{ Name = 'a bad bucket'; Parameters = @{ Name = 'abc'; Bucket = 'Logs' }; Id = 'BucketNameInvalid' }
        @{ Name = 'two keys'; Parameters = @{ Name = 'abc'; Bucket = 'x-logs'; KmsKeyId = 'x'; CreateKmsKey = $true }; Id = 'ParametersExclude' }
        @{ Name = 'selectors that are none'; Parameters = @{ Name = 'abc'; Bucket = 'x-logs'; AdvancedEventSelector = '{' }; Id = 'SelectorInvalid' }
        @{ Name = 'selectors without a category'; Parameters = @{ Name = 'abc'; Bucket = 'x-logs'; AdvancedEventSelector = @{ FieldSelectors = @{ Field = 'readOnly'; Equals = 'true' } } }; Id = 'SelectorInvalid' }
    ) {
        { New-Trail @Parameters -EndpointUrl http://127.0.0.1:9 -AccessKey x -SecretKey x -Region us-east-1 } |
            Should -Throw -ErrorId "$Id,CloudAudit.PowerShell.Commands.NewTrailCommand"
    }

    It 'refuses to turn a trail to another bucket, a key that is not there, and an organization that is none' {
        $null = New-Trail -Name turned -Bucket turned-logs @aws
        { New-Trail -Name turned -Bucket other-logs @aws } | Should -Throw '*Set-Trail -Bucket*' -ErrorId 'TrailExists,*'
        { New-Trail -Name keyless -Bucket keyless-logs -KmsKeyId alias/none @aws } | Should -Throw -ErrorId 'KeyNotFound,*'
        { New-Trail -Name orgs -Bucket orgs-logs -Organization @aws } | Should -Throw -ErrorId 'OrganizationUnknown,*'
        { New-Trail -Name turned -Bucket turned-logs -Region eu-west-1 -EndpointUrl $moto.Url -AccessKey $moto.AccessKey -SecretKey $moto.SecretKey } |
            Should -Throw '*home region us-east-1*' -ErrorId 'TrailExists,*'
    }
}

Describe 'New-Trail -Organization' -Skip:$skip {
    It 'lets CloudTrail write under the organization''s id' {
        $organization = (Invoke-MotoCli $moto organizations, create-organization).Organization.Id
        try {
            $trail = New-Trail -Name company -Bucket company-logs -Organization -LogGroup CloudTrail/company @aws
            $trail.IsOrganization | Should -BeTrue
            $policy = (Invoke-MotoCli $moto s3api, get-bucket-policy, --bucket, company-logs).Policy | ConvertFrom-Json
            $policy.Statement.Resource | Should -Contain "arn:aws:s3:::company-logs/AWSLogs/$organization/*"
            (Test-Trail company @aws | Where-Object Check -EQ BucketPolicy).Status | Should -Be Passed
        }
        finally {
            $null = Invoke-MotoCli $moto organizations, delete-organization
        }
    }
}

Describe 'A role that is assumed' -Skip:$skip {
    It 'makes a trail, and changes and tests it' {
        $anyone = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'
        $everything = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
        $null = Invoke-MotoCli $moto iam, create-role, --role-name, maker, --assume-role-policy-document, $anyone
        $null = Invoke-MotoCli $moto iam, put-role-policy, --role-name, maker, --policy-name, own, --policy-document, $everything
        $role = $aws + @{ RoleArn = 'arn:aws:iam::123456789012:role/maker' }
        (New-Trail -Name byrole -Bucket byrole-logs -LogGroup CloudTrail/byrole -CreateKmsKey @role).IsLogging | Should -BeTrue
        (Set-Trail byrole -DataEvent Lambda -PassThru @role).AdvancedEventSelectors | Should -HaveCount 2
        Test-Trail byrole -Quiet @role | Should -BeTrue
    }
}

Describe 'Get-Trail' -Skip:$skip {
    BeforeAll {
        $null = New-Trail -Name near -Bucket near-logs @aws
        $null = New-Trail -Name far -Bucket far-logs -Tag @{ a = 'b' } -DataEvent arn:aws:s3:::near-logs -Insight ApiErrorRateInsight @aws
        $west = $aws.Clone()
        $west.Region = 'eu-west-1'
        $null = New-Trail -Name western -Bucket western-logs @west
    }

    It 'gets the trails of all regions, each once, wherever it is asked' {
        foreach ($region in 'us-east-1', 'eu-west-1', 'ap-south-1') {
            $here = $aws.Clone()
            $here.Region = $region
            $trails = Get-Trail near, western @here
            $trails.Name | Should -Be 'near', 'western'
            $trails.HomeRegion | Should -Be 'us-east-1', 'eu-west-1'
        }

        @(Get-Trail @aws | Group-Object TrailArn | Where-Object Count -GT 1) | Should -HaveCount 0
    }

    It 'takes patterns, ARNs and the pipeline' {
        (Get-Trail *ar @aws).Name | Should -Be 'far', 'near'
        (Get-Trail arn:aws:cloudtrail:eu-west-1:123456789012:trail/western @aws).Name | Should -Be 'western'
        ('near', 'far' | Get-Trail @aws).Name | Should -Be 'near', 'far'
    }

    It 'has selectors, insights and tags in one object' {
        $trail = Get-Trail far @aws
        $trail.AdvancedEventSelectors.Name | Should -Be 'Management events', 'Data events of AWS::S3::Object'
        "$($trail.AdvancedEventSelectors[1].FieldSelectors[2])" | Should -BeExactly 'resources.ARN StartsWith arn:aws:s3:::near-logs/'
        $trail.Insights | Should -Be 'ApiErrorRateInsight'
        $trail.Tags['a'] | Should -BeExactly 'b'
    }

    It 'of no name is an error, and of no match nothing' {
        $null = Get-Trail nowhere @aws -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -Be 'TrailNotFound,CloudAudit.PowerShell.Commands.GetTrailCommand'
        Get-Trail nowhere* @aws | Should -BeNullOrEmpty
    }

    It 'of an ARN that is nobody''s is an error, as it is for the others' {
        $arn = 'arn:aws:cloudtrail:us-east-1:123456789012:trail/nobody'
        foreach ($name in 'Get-Trail', 'Set-Trail', 'Test-Trail') {
            $parameters = $name -eq 'Set-Trail' ? @{ MultiRegion = $true } : @{}
            $null = & $name $arn @parameters @aws -ErrorVariable errors -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
            $errors[0].FullyQualifiedErrorId | Should -BeLike 'TrailNotFound,*' -Because $name
        }
    }

    It 'is completed by name' {
        $line = "Get-Trail -EndpointUrl $($moto.Url) -AccessKey $($moto.AccessKey) -SecretKey $($moto.SecretKey) -Region us-east-1 -Name nea"
        [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText | Should -Be 'near'
    }
}

Describe 'Set-Trail' -Skip:$skip {
    BeforeAll {
        $null = New-Trail -Name changed -Bucket changed-logs @aws
    }

    It 'changes what is named, from another region, too' {
        $west = $aws.Clone()
        $west.Region = 'eu-west-1'
        (Set-Trail changed -MultiRegion:$false -PassThru @aws).IsMultiRegion | Should -BeFalse
        (Set-Trail arn:aws:cloudtrail:us-east-1:123456789012:trail/changed -MultiRegion -PassThru @west).IsMultiRegion | Should -BeTrue
    }

    It 'makes what a setting needs, and takes it away' {
        $trail = Get-Trail changed @aws | Set-Trail -CreateKmsKey -LogGroup CloudTrail/changed -SnsTopic changed -PassThru @aws
        $trail.KmsKeyId | Should -BeLike 'arn:aws:kms:*'
        $trail.LogGroup | Should -BeExactly 'CloudTrail/changed'
        $trail.SnsTopicArn | Should -BeExactly 'arn:aws:sns:us-east-1:123456789012:changed'
        $trail = Set-Trail changed -KmsKeyId '' -LogGroup '' -PassThru @aws
        $trail.KmsKeyId | Should -BeNullOrEmpty
        $trail.LogGroupArn | Should -BeNullOrEmpty
    }

    It 'moves a trail to a bucket that it makes' {
        (Set-Trail changed -Bucket changed-elsewhere -PassThru @aws).Bucket | Should -BeExactly 'changed-elsewhere'
        Test-Trail changed @aws | Where-Object Check -In BucketPolicy, PublicAccess, Versioning, TlsOnly | ForEach-Object Status | Should -Be (@('Passed') * 4)
    }

    It 'takes selectors from JSON, tables and other trails' {
        $json = '[{"Name":"reads","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]},{"Field":"readOnly","Equals":["true"]}]}]'
        (Set-Trail changed -AdvancedEventSelector $json -PassThru @aws).AdvancedEventSelectors.Name | Should -Be 'reads'
        $table = @{ Name = 'writes'; FieldSelectors = @(@{ Field = 'eventCategory'; Equals = 'Management' }, @{ Field = 'readOnly'; Equals = $false }) }
        $trail = Set-Trail changed -AdvancedEventSelector $table -PassThru @aws
        "$($trail.AdvancedEventSelectors)" | Should -BeExactly 'writes: eventCategory Equals Management; readOnly Equals false'
        $null = New-Trail -Name copied -Bucket copied-logs -AdvancedEventSelector $trail.AdvancedEventSelectors @aws
        "$((Get-Trail copied @aws).AdvancedEventSelectors)" | Should -BeExactly "$($trail.AdvancedEventSelectors)"
    }
}

Describe 'Start-Trail, Stop-Trail and Remove-Trail' -Skip:$skip {
    BeforeAll {
        $null = New-Trail -Name going -Bucket going-logs @aws
    }

    It 'stop and start' {
        (Stop-Trail going -Confirm:$false -PassThru @aws).IsLogging | Should -BeFalse
        (Get-Trail going @aws | Start-Trail -PassThru @aws).IsLogging | Should -BeTrue
        Stop-Trail going -WhatIf @aws
        (Get-Trail going @aws).IsLogging | Should -BeTrue
    }

    It 'ask before what cannot be undone' {
        foreach ($name in 'Stop-Trail', 'Remove-Trail') {
            $attribute = (Get-Command $name).ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)
            $attribute.ConfirmImpact | Should -Be High -Because $name
        }
    }

    It 'remove the trail and leave its bucket' {
        $null = Invoke-MotoCli $moto s3api, put-bucket-policy, --bucket, going-logs, --policy, '{"Version":"2012-10-17","Statement":[]}'
        (Remove-Trail going -Confirm:$false -PassThru @aws).Bucket | Should -BeExactly 'going-logs'
        Get-Trail going* @aws | Should -BeNullOrEmpty
        (Invoke-MotoCli $moto s3api, list-buckets).Buckets.Name | Should -Contain 'going-logs'
    }
}
