namespace CloudAudit.Trails;

/// <summary>Advanced selectors from what people call things: S3, Lambda, a bucket's ARN.</summary>
public static class DataEvents
{
    private const string ResourceArn = "resources.ARN";

    // "Logging data events": the resource types that trails are asked for most. Every other is given by its own name.
    private static readonly (string Name, string Type)[] KnownTypes =
    [
        ("S3", "AWS::S3::Object"),
        ("Lambda", "AWS::Lambda::Function"),
        ("DynamoDB", "AWS::DynamoDB::Table"),
        ("DynamoDBStream", "AWS::DynamoDB::Stream"),
        ("S3AccessPoint", "AWS::S3::AccessPoint"),
        ("S3ObjectLambda", "AWS::S3ObjectLambda::AccessPoint"),
        ("S3Express", "AWS::S3Express::Object"),
        ("S3Outposts", "AWS::S3Outposts::Object"),
        ("EbsSnapshot", "AWS::EC2::Snapshot"),
        ("SQS", "AWS::SQS::Queue"),
        ("SNS", "AWS::SNS::Topic"),
        ("KinesisStream", "AWS::Kinesis::Stream"),
        ("Cognito", "AWS::Cognito::IdentityPool"),
        ("BedrockModel", "AWS::Bedrock::Model"),
        ("BedrockAgent", "AWS::Bedrock::AgentAlias"),
        ("SsmManagedInstance", "AWS::SSM::ManagedNode"),
        ("SecretsManager", "AWS::SecretsManager::Secret"),
    ];

    /// <summary>The short names that <see cref="Parse"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. KnownTypes.Select(known => known.Name)];

    /// <summary>All management events, reads and writes.</summary>
    public static AdvancedEventSelector Management { get; } = new("Management events", [Is("eventCategory", "Management")]);

    /// <summary>
    /// Selectors for data events: a short name (S3), a type (AWS::SQS::Queue), or an ARN of a bucket, of objects under a
    /// prefix, of a function, a table or another resource of a known kind.
    /// </summary>
    /// <param name="texts">What to log. Resources of a type come together in one selector.</param>
    /// <param name="logBucketArn">The bucket that the trail writes to: its own objects are left out where a whole
    /// service is asked for, because each log file would be an event that makes a log file.</param>
    /// <exception cref="FormatException">A text is none of these.</exception>
    public static IReadOnlyList<AdvancedEventSelector> Parse(IEnumerable<string> texts, string logBucketArn)
    {
        var whole = new List<string>();
        var parts = new List<(string Type, FieldSelector Arn)>();
        foreach (string text in texts)
        {
            if (TypeOf(text) is { } type)
            {
                whole.Add(type);
            }
            else
            {
                parts.Add(Resource(text));
            }
        }

        // Operators of one field are joined by "and": resources by their ARN and by its beginning need two selectors.
        return
        [
            .. whole.Distinct(StringComparer.Ordinal).Select(type => type == "AWS::S3::Object"
                ? Data(type, new FieldSelector(ResourceArn, "NotStartsWith", [logBucketArn + "/"]))
                : Data(type, null)),
            .. parts.Where(part => !whole.Contains(part.Type, StringComparer.Ordinal)).GroupBy(part => (part.Type, part.Arn.Operator)).Select(group => Data(
                group.Key.Type,
                new FieldSelector(ResourceArn, group.Key.Operator, [.. group.SelectMany(part => part.Arn.Values).Distinct(StringComparer.Ordinal)]))),
        ];
    }

    /// <summary>What a basic selector selects, in advanced selectors.</summary>
    /// <param name="basic">The basic selector.</param>
    internal static IEnumerable<AdvancedEventSelector> FromBasic(EventSelector basic)
    {
        FieldSelector[] access = basic.ReadWriteType switch
        {
            "ReadOnly" => [Is("readOnly", "true")],
            "WriteOnly" => [Is("readOnly", "false")],
            _ => [],
        };
        if (basic.IncludeManagementEvents)
        {
            FieldSelector[] excluded = basic.ExcludeManagementEventSources.Count == 0
                ? []
                : [new FieldSelector("eventSource", "NotEquals", basic.ExcludeManagementEventSources)];
            yield return new AdvancedEventSelector(Management.Name, [.. Management.FieldSelectors, .. access, .. excluded]);
        }

        foreach (var data in basic.DataResources)
        {
            // A service's bare ARN stands for all of it.
            bool all = data.Values.Any(value => value.Count(c => c == ':') == 2);
            var selector = Data(data.Type, all ? null : new FieldSelector(ResourceArn, "StartsWith", data.Values));
            yield return new AdvancedEventSelector(selector.Name, [.. selector.FieldSelectors, .. access]);
        }
    }

    private static AdvancedEventSelector Data(string type, FieldSelector? arn) =>
        new($"Data events of {type}", [Is("eventCategory", "Data"), Is("resources.type", type), .. arn is null ? [] : new[] { arn }]);

    private static string? TypeOf(string text) =>
        text.StartsWith("AWS::", StringComparison.Ordinal) && text.Split("::") is [_, { Length: > 0 }, { Length: > 0 }] ? text
        : KnownTypes.FirstOrDefault(known => string.Equals(known.Name, text, StringComparison.OrdinalIgnoreCase)).Type;

    private static (string Type, FieldSelector Arn) Resource(string text)
    {
        if (text.Split(':', 6) is not ["arn", _, var service, _, _, { Length: > 0 } resource])
        {
            throw new FormatException(
                $"'{text}' names no data events. Give a service ({string.Join(", ", Names.Take(3))} …), a resource type (AWS::SQS::Queue) or an ARN.");
        }

        return service switch
        {
            // A bucket stands for its objects; AWS asks for the slash, or my-bucket would be my-bucket-2, too.
            "s3" => ("AWS::S3::Object", Starts(resource.Contains('/', StringComparison.Ordinal) ? text.TrimEnd('*') : text + "/")),
            "lambda" when resource.StartsWith("function:", StringComparison.Ordinal) => ("AWS::Lambda::Function", Is(ResourceArn, text)),
            "dynamodb" when resource.Contains("/stream/", StringComparison.Ordinal) => ("AWS::DynamoDB::Stream", Is(ResourceArn, text)),
            "dynamodb" when resource.StartsWith("table/", StringComparison.Ordinal) => ("AWS::DynamoDB::Table", Is(ResourceArn, text)),
            "sqs" => ("AWS::SQS::Queue", Is(ResourceArn, text)),
            "sns" => ("AWS::SNS::Topic", Is(ResourceArn, text)),
            "kinesis" when resource.StartsWith("stream/", StringComparison.Ordinal) => ("AWS::Kinesis::Stream", Is(ResourceArn, text)),
            "secretsmanager" => ("AWS::SecretsManager::Secret", Is(ResourceArn, text)),
            _ => throw new FormatException($"The kind of '{text}' is not known here. Use -AdvancedEventSelector with resources.type and resources.ARN."),
        };
    }

    private static FieldSelector Starts(string arn) => new(ResourceArn, "StartsWith", [arn]);

    private static FieldSelector Is(string field, params string[] values) => new(field, "Equals", values);
}
