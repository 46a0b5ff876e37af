using CloudAudit.Trails.Policies;

namespace CloudAudit.Trails;

/// <summary>
/// Compares what a trail is to be like with what was found, and lists what has to change. What is there already is not
/// touched, so that a second run completes what a first one left, or does nothing.
/// </summary>
public sealed class TrailPlanner
{
    private readonly TrailSettings _wanted;
    private readonly TrailSnapshot _found;
    private readonly List<TrailChange> _changes = [];
    private readonly List<string> _warnings = [];

    private TrailPlanner(TrailSettings wanted, TrailSnapshot found)
    {
        _wanted = wanted;
        _found = found;
    }

    private string Bucket => _wanted.Bucket ?? _found.Trail!.Bucket;

    private string? Prefix => _wanted.Prefix ?? _found.Trail?.Prefix;

    private bool IsOrganization => _wanted.IsOrganization ?? _found.Trail?.IsOrganization ?? false;

    private string? OrganizationId => IsOrganization ? _found.OrganizationId.Value : null;

    /// <summary>Plans a trail from nothing, or the rest of one. A trail that is there is completed, never turned.</summary>
    /// <param name="wanted">What it is to be like.</param>
    /// <param name="found">What is there.</param>
    /// <exception cref="TrailPlanException">The trail is there and writes elsewhere, or something that it needs is
    /// missing or another's.</exception>
    public static TrailPlan Create(TrailSettings wanted, TrailSnapshot found)
    {
        var planner = new TrailPlanner(wanted, found);
        planner.RefuseTurning();
        planner.Plan(isNew: true);
        return new TrailPlan(planner._changes, planner._warnings);
    }

    /// <summary>Plans new settings of a trail that is there.</summary>
    /// <param name="wanted">The settings that change.</param>
    /// <param name="found">What is there.</param>
    /// <exception cref="TrailPlanException">Something that the settings need is missing or another's.</exception>
    public static TrailPlan Update(TrailSettings wanted, TrailSnapshot found)
    {
        var planner = new TrailPlanner(wanted, found);
        planner.Plan(isNew: false);
        return new TrailPlan(planner._changes, planner._warnings);
    }

    private void Plan(bool isNew)
    {
        if (IsOrganization && _found.OrganizationId is { Value: null } organization)
        {
            throw new TrailPlanException("OrganizationUnknown", organization.IsKnown
                ? "The account is in no organization, so its trail can be for none."
                : $"The organization's id, which the bucket's policy names, could not be read: {organization.Obstacle}.");
        }

        // Set-Trail without a word about the bucket leaves it alone.
        if (isNew || _wanted is { Bucket: not null } or { Prefix: not null } or { RetentionDays: not null } or { ObjectLockDays: not null } or { IsOrganization: true })
        {
            BucketPlan.Add(_found, Bucket, Prefix, OrganizationId, _wanted, _changes, _warnings);
        }

        string? key = PlanKey();
        var (group, role) = PlanLogGroup();
        string? topic = PlanTopic();
        var spec = new TrailSpec
        {
            Name = _wanted.Name,
            Bucket = _wanted.Bucket,
            Prefix = _wanted.Prefix,
            IsMultiRegion = _wanted.IsMultiRegion,
            IncludesGlobalEvents = _wanted.IncludesGlobalEvents,
            LogFileValidation = _wanted.LogFileValidation,
            IsOrganization = _wanted.IsOrganization,
            KmsKeyId = key,
            LogGroupArn = group,
            LogRoleArn = role,
            SnsTopic = topic,
        };
        PlanTrail(spec);
        PlanSelection(isNew);
        PlanInsights(isNew);
        if (isNew && !(_found.Status.Value?.IsLogging ?? false))
        {
            _changes.Add(new StartLogging(_wanted.Name));
        }
    }

    // Another bucket or key would move evidence behind the back of whoever set the trail up.
    private void RefuseTurning()
    {
        if (_found.Trail is not { } trail)
        {
            return;
        }

        Refuse("Bucket", trail.Bucket, _wanted.Bucket);
        Refuse("Prefix", trail.Prefix, _wanted.Prefix);
        Refuse("LogGroup", trail.LogGroup, _wanted.LogGroup);
        Refuse("SnsTopic", trail.SnsTopicArn, _wanted.SnsTopic is { } topic ? TopicArn(topic) : null);
        if (_wanted.KmsKeyId is not null && _found.Key.Value is { } key)
        {
            Refuse("KmsKeyId", KeyId(trail.KmsKeyId), KeyId(key.Arn));
        }

        void Refuse(string parameter, string? there, string? asked)
        {
            if (!string.IsNullOrEmpty(there) && !string.IsNullOrEmpty(asked) && there != asked)
            {
                throw new TrailPlanException("TrailExists", $"Trail {trail.Name} is there already, with {parameter} '{there}' and not '{asked}'. Change it with Set-Trail -{parameter}, or give the new trail another name.");
            }
        }
    }

    private string? PlanKey()
    {
        if (_wanted.CreateKmsKey)
        {
            if (_found.Trail?.KmsKeyId is { Length: > 0 })
            {
                return null;
            }

            string alias = TrailNames.KeyAlias(_wanted.Name);
            if (Known(_found.Key, $"KMS key {alias}") is not { } made)
            {
                _changes.Add(new CreateKey(alias, TrailPolicies.Key(_found.Arn).ToString(), _found.Arn));
                _changes.Add(new CreateKeyAlias(alias, null));
                return alias;
            }

            if (!made.HasAlias)
            {
                _changes.Add(new CreateKeyAlias(alias, made.Arn));
            }

            PlanKeyPolicy(made);
            return made.Arn;
        }

        if (string.IsNullOrEmpty(_wanted.KmsKeyId))
        {
            return _wanted.KmsKeyId;
        }

        var key = Known(_found.Key, $"KMS key {_wanted.KmsKeyId}")
            ?? throw new TrailPlanException("KeyNotFound", $"There is no KMS key '{_wanted.KmsKeyId}' in {_found.Place.Region}. A trail's key is in the region of its bucket; -CreateKmsKey makes one.");
        if (!key.IsEnabled)
        {
            throw new TrailPlanException("KeyNotEnabled", $"The KMS key '{key.Arn}' is {key.State}: CloudTrail could deliver nothing.");
        }

        PlanKeyPolicy(key);
        return KeyId(_found.Trail?.KmsKeyId) == KeyId(key.Arn) ? null : key.Arn;
    }

    private void PlanKeyPolicy(KeySnapshot key)
    {
        if (!key.Policy.IsKnown)
        {
            _warnings.Add($"The policy of KMS key {key.Arn} could not be read ({key.Policy.Obstacle}). CloudTrail must be allowed to use the key: see about_CloudAudit_Trails.");
            return;
        }

        var policy = Parse(key.Policy.Value, $"KMS key {key.Arn}");
        var missing = policy.Missing(TrailPolicies.KeyUse(_found.Arn, _found.Bucket.HasBucketKey.Value));
        if (missing.Count > 0)
        {
            _changes.Add(new PutKeyPolicy(key.Arn, missing));
        }
    }

    private (string? Group, string? Role) PlanLogGroup()
    {
        if (string.IsNullOrEmpty(_wanted.LogGroup))
        {
            return (_wanted.LogGroup, _wanted.LogGroup);
        }

        string name = _wanted.LogGroup;
        if (Known(_found.LogGroup, $"log group {name}") is null)
        {
            _changes.Add(new CreateLogGroup(name));
            if (_wanted.RetentionDays is { } days)
            {
                _changes.Add(new SetLogGroupRetention(name, LogGroupRetention.AtLeast(days)));
            }
        }

        string role = _wanted.LogRoleArn ?? PlanRole(name);
        string arn = _found.Place.LogGroup(name);
        return _found.Trail is { } trail && trail.LogGroupArn == arn && trail.LogRoleArn == role ? (null, null) : (arn, role);
    }

    private string PlanRole(string logGroup)
    {
        // A trail that writes to the group keeps the role that it has.
        if (_found.Trail is { LogRoleArn: { Length: > 0 } has } trail && trail.LogGroup == logGroup && has != _found.Place.Role(TrailNames.LogsRole(_wanted.Name)))
        {
            return has;
        }

        string role = TrailNames.LogsRole(_wanted.Name);
        var policy = TrailPolicies.LogsRole(_found.Arn with { Home = _found.Place }, logGroup, OrganizationId);
        if (Known(_found.LogRole, $"role {role}") is not { } there)
        {
            _changes.Add(new CreateLogRole(role, TrailPolicies.LogsTrust().ToString()));
            _changes.Add(new PutLogRolePolicy(role, policy.Statements));
            return _found.Place.Role(role);
        }

        if (Parse(there.Trust, $"role {role}").Missing(TrailPolicies.LogsTrust().Statements).Count > 0)
        {
            throw new TrailPlanException("RoleNotForCloudTrail", $"Role {role} is there already and does not let CloudTrail take it. Name another with -LogRoleArn, or mend its trust policy.");
        }

        var found = Parse(Known(there.Policy, $"role {role}"), $"role {role}");
        if (found.Missing(policy.Statements) is { Count: > 0 } missing)
        {
            _changes.Add(new PutLogRolePolicy(role, missing));
        }

        return there.Arn;
    }

    private string? PlanTopic()
    {
        if (string.IsNullOrEmpty(_wanted.SnsTopic))
        {
            return _wanted.SnsTopic;
        }

        string arn = TopicArn(_wanted.SnsTopic);
        var publish = TrailPolicies.Publish(_found.Arn, arn);
        if (Known(_found.Topic, $"topic {arn}") is not { } topic)
        {
            if (_wanted.SnsTopic.StartsWith("arn:", StringComparison.Ordinal))
            {
                throw new TrailPlanException("TopicNotFound", $"There is no SNS topic '{arn}'. Give a name without region and account to have it made.");
            }

            _changes.Add(new CreateTopic(_wanted.SnsTopic));
            _changes.Add(new PutTopicPolicy(arn, [publish]));
        }
        else if (Parse(topic.Policy, $"topic {arn}") is var policy && !policy.Covers(publish))
        {
            _changes.Add(new PutTopicPolicy(arn, [publish]));
        }

        return _found.Trail?.SnsTopicArn == arn ? null : arn;
    }

    private void PlanTrail(TrailSpec spec)
    {
        if (_found.Trail is not { } trail)
        {
            _changes.Add(new CreateTrail(spec, _wanted.Tags, SpecText.Describe(spec)));
            return;
        }

        var rest = spec with
        {
            Bucket = Differing(spec.Bucket, trail.Bucket),
            Prefix = Differing(spec.Prefix, trail.Prefix ?? string.Empty),
            IsMultiRegion = spec.IsMultiRegion == trail.IsMultiRegion ? null : spec.IsMultiRegion,
            IncludesGlobalEvents = spec.IncludesGlobalEvents == trail.IncludesGlobalEvents ? null : spec.IncludesGlobalEvents,
            LogFileValidation = spec.LogFileValidation == trail.LogFileValidation ? null : spec.LogFileValidation,
            IsOrganization = spec.IsOrganization == trail.IsOrganization ? null : spec.IsOrganization,
            KmsKeyId = Differing(spec.KmsKeyId, trail.KmsKeyId ?? string.Empty),
            LogGroupArn = Differing(spec.LogGroupArn, trail.LogGroupArn ?? string.Empty),
            LogRoleArn = spec.LogGroupArn is null ? null : Differing(spec.LogRoleArn, trail.LogRoleArn ?? string.Empty),
            SnsTopic = Differing(spec.SnsTopic, trail.SnsTopicArn ?? string.Empty),
        };
        if (rest.LogGroupArn is null != rest.LogRoleArn is null)
        {
            // CloudTrail takes both or none.
            rest = rest with { LogGroupArn = spec.LogGroupArn, LogRoleArn = spec.LogRoleArn };
        }

        if (rest != new TrailSpec { Name = spec.Name })
        {
            _changes.Add(new UpdateTrail(rest, SpecText.Describe(rest)));
        }

        var tags = Known(_found.Tags, $"tags of trail {trail.Name}") ?? new Dictionary<string, string>();
        var missing = _wanted.Tags.Where(tag => !tags.TryGetValue(tag.Key, out string? value) || value != tag.Value).ToDictionary(StringComparer.Ordinal);
        if (missing.Count > 0)
        {
            _changes.Add(new TagTrail(trail.TrailArn, missing));
        }

        static string? Differing(string? asked, string there) => asked == there ? null : asked;
    }

    private void PlanSelection(bool isNew)
    {
        if (_wanted.DataEvents.Count == 0 && _wanted.AdvancedEventSelectors.Count == 0)
        {
            return;
        }

        var asked = DataEvents.Parse(_wanted.DataEvents, _found.Place.Bucket(Bucket)).Concat(_wanted.AdvancedEventSelectors).ToList();
        if (!asked.Exists(selector => selector.Category == "Management") && _wanted.AdvancedEventSelectors.Count == 0)
        {
            asked.Insert(0, DataEvents.Management);
        }

        var there = (_found.Trail is null ? EventSelection.Default : Known(_found.Selection, $"selectors of trail {_wanted.Name}") ?? EventSelection.Default).ToAdvanced();

        // A new trail is completed: what it logs already, it goes on to log. Set-Trail says what is logged from now on.
        var missing = asked.Where(selector => !there.Any(selector.Selects)).ToList();
        if (missing.Count > 0 || (!isNew && there.Count != asked.Count))
        {
            _changes.Add(new PutSelectors(_wanted.Name, isNew && _found.Trail is not null ? [.. there, .. missing] : asked));
        }
    }

    private void PlanInsights(bool isNew)
    {
        if (_wanted.Insights is not { } asked)
        {
            return;
        }

        var there = _found.Trail is null ? [] : Known(_found.Insights, $"insights of trail {_wanted.Name}") ?? [];
        var all = isNew ? there.Union(asked, StringComparer.Ordinal).ToList() : [.. asked];
        if (!all.ToHashSet(StringComparer.Ordinal).SetEquals(there))
        {
            _changes.Add(new PutInsights(_wanted.Name, all));
        }
    }

    private string TopicArn(string topic) => topic.StartsWith("arn:", StringComparison.Ordinal) ? topic : _found.Place.Topic(topic);

    private static string? KeyId(string? key) => key?.Split('/')[^1];

    internal static PolicyDocument Parse(string? policy, string owner)
    {
        try
        {
            return PolicyDocument.Parse(policy);
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new TrailPlanException("PolicyUnreadable", $"The policy of {owner} cannot be read: {e.Message} It is left as it is.");
        }
    }

    // What could not be looked at is neither there nor missing: a change on a guess might undo what others made.
    internal static T? Known<T>(Inspected<T> part, string owner) => part.IsKnown
        ? part.Value
        : throw new TrailPlanException("NotInspected", $"{char.ToUpperInvariant(owner[0])}{owner[1..]} could not be looked at, so nothing was planned: {part.Obstacle}.");
}
