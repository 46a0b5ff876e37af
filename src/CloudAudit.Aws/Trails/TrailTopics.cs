using CloudAudit.Trails;
using CloudAudit.Trails.Policies;

namespace CloudAudit.Aws.Trails;

/// <summary>The topic that a trail publishes to (SNS API, 2010-03-31).</summary>
/// <param name="sns">SNS in the trail's home region.</param>
internal sealed class TrailTopics(QueryClient sns)
{
    /// <summary>A topic by its ARN.</summary>
    public Task<Inspected<TopicSnapshot>> InspectAsync(string arn, CancellationToken cancellation) =>
        AwsLook.AtAsync("sns:GetTopicAttributes", ["NotFound", "NotFoundException", "ResourceNotFound"], async () =>
        {
            var answer = await sns.CallAsync("GetTopicAttributes", [new("TopicArn", arn)], arn, cancellation);
            return new TopicSnapshot(arn, answer.Descendants("entry").FirstOrDefault(entry => entry.Element("key")?.Value == "Policy")?.Element("value")?.Value);
        });

    /// <summary>Makes one change.</summary>
    public async Task ApplyAsync(TrailChange change, CancellationToken cancellation)
    {
        switch (change)
        {
            case CreateTopic create:
                await sns.CallAsync("CreateTopic", [new("Name", create.Topic)], create.Topic, cancellation);
                break;
            case PutTopicPolicy put:
                var there = await InspectAsync(put.TopicArn, cancellation);
                if (there.Value is null)
                {
                    throw new AwsException(AwsFailure.Refused, $"The policy of topic {put.TopicArn} could not be read, so it was not changed: {there.Obstacle ?? "there is no such topic"}.");
                }

                await sns.CallAsync(
                    "SetTopicAttributes",
                    [
                        new("TopicArn", put.TopicArn), new("AttributeName", "Policy"),
                        new("AttributeValue", PolicyDocument.Parse(there.Value.Policy).With(put.Statements).ToString()),
                    ],
                    put.TopicArn,
                    cancellation);
                break;
            default:
                throw new ArgumentException($"{change} is none of a topic.", nameof(change));
        }
    }
}
