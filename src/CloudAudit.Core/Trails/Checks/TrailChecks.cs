using System.Globalization;

namespace CloudAudit.Trails;

/// <summary>Whether a trail is able to serve as evidence: each thing that it takes, checked against what was found.</summary>
public static class TrailChecks
{
    /// <summary>Runs all checks.</summary>
    /// <param name="found">The trail and what it stands on.</param>
    /// <param name="now">The time of the check.</param>
    /// <param name="retentionDays">How long logs have to be kept, in days.</param>
    public static IReadOnlyList<TrailCheck> Run(TrailSnapshot found, DateTimeOffset now, int retentionDays)
    {
        if (found.Trail is null)
        {
            throw new ArgumentException("There is no trail to check.", nameof(found));
        }

        var list = new CheckList(found);
        CheckLogging(list);
        CheckDelivery(list, now);
        CheckScope(list);
        CheckSelection(list);
        CheckDigests(list, now);
        KeyChecks.Run(list);
        CheckLogGroup(list, now);
        CheckNotifications(list);
        BucketChecks.Run(list, retentionDays);
        return list.Checks;
    }

    private static void CheckLogging(CheckList list)
    {
        if (list.Look(list.Found.Status, "Logging", out var status))
        {
            list.Expect(
                status!.IsLogging,
                "Logging",
                status.StartedLogging is { } since ? $"Logging since {Time(since)}." : "Logging.",
                status.StoppedLogging is { } stopped ? $"Stopped logging at {Time(stopped)}: nothing is recorded." : "Does not log: nothing is recorded.",
                $"Start-Trail {list.Argument}");
        }
    }

    private static void CheckDelivery(CheckList list, DateTimeOffset now)
    {
        if (!list.Look(list.Found.Status, "Delivery", out var status))
        {
            return;
        }

        // An account in use has events every few minutes; digests come even to one that is not.
        if (!string.IsNullOrEmpty(status!.DeliveryError))
        {
            list.Fail("Delivery", $"Logs do not reach the bucket: {status.DeliveryError}. CloudTrail tries for 30 days, then they are lost.", list.Complete());
        }
        else if (status.LatestDelivery is not { } latest)
        {
            list.Warn("Delivery", "No log has been delivered yet. The first comes minutes after logging has started.", null);
        }
        else if (status.IsLogging && now - latest > TimeSpan.FromDays(1))
        {
            list.Warn("Delivery", $"The latest log was delivered at {Time(latest)}, more than a day ago.", null);
        }
        else
        {
            list.Pass("Delivery", $"The latest log was delivered at {Time(latest)}.");
        }
    }

    private static void CheckScope(CheckList list)
    {
        var trail = list.Trail;
        list.Expect(trail.IsMultiRegion, "MultiRegion", "Logs all regions.", $"Logs {trail.HomeRegion} alone: what is done in other regions is not seen.", $"Set-Trail {list.Argument} -MultiRegion");
        list.Expect(trail.IncludesGlobalEvents, "GlobalEvents", "Logs global services.", "Leaves out global services: IAM, STS, CloudFront.", $"Set-Trail {list.Argument} -GlobalEvents");
        list.Expect(
            trail.LogFileValidation, "LogFileValidation", "Hourly digests are signed.", "No digests are written: nothing proves that logs were not changed.", $"Set-Trail {list.Argument} -LogFileValidation");
    }

    private static void CheckSelection(CheckList list)
    {
        if (!list.Look(list.Found.Selection, "ManagementEvents", out var selection))
        {
            return;
        }

        var facts = SelectionFacts.Of(selection!);
        string all = $"Set-Trail {list.Argument} -DataEvent {(facts.DataTypes.Count > 0 ? string.Join(", ", facts.DataTypes) : "S3")}";
        string lost = (facts.ManagementReads, facts.ManagementWrites) switch
        {
            (false, false) => "neither reads nor writes",
            (false, true) => "no reads",
            _ => "no writes",
        };
        list.Expect(facts.ManagementReads && facts.ManagementWrites, "ManagementEvents", "Logs reads and writes.", $"Of management events it logs {lost}.", all);
        list.Expect(facts.Exclusions.Count == 0, "Exclusions", "Leaves out no management events.", $"Leaves out management events: only {string.Join("; only ", facts.Exclusions)}.", all);
        if (facts.DataTypes.Count > 0)
        {
            list.Pass("DataEvents", $"Logs data events of {string.Join(", ", facts.DataTypes)}.");
        }
        else
        {
            list.Warn("DataEvents", "Logs no data events: who read or deleted objects, or called functions, is not seen.", $"Set-Trail {list.Argument} -DataEvent S3");
        }
    }

    private static void CheckDigests(CheckList list, DateTimeOffset now)
    {
        if (!list.Trail.LogFileValidation || !list.Look(list.Found.Status, "Digests", out var status))
        {
            return;
        }

        // Hourly, for the hour before, so two hours are on time; the third has something wrong.
        if (!string.IsNullOrEmpty(status!.DigestDeliveryError))
        {
            list.Fail("Digests", $"Digests do not reach the bucket: {status.DigestDeliveryError}.", list.Complete());
        }
        else if (status.LatestDigestDelivery is { } latest && now - latest <= TimeSpan.FromHours(3))
        {
            list.Pass("Digests", $"The latest digest was delivered at {Time(latest)}.");
        }
        else if (status.LatestDigestDelivery is { } old)
        {
            list.Fail("Digests", $"The latest digest was delivered at {Time(old)}; they come every hour.", status.IsLogging ? list.Complete() : $"Start-Trail {list.Argument}");
        }
        else if (status.StartedLogging is { } started && now - started <= TimeSpan.FromHours(3))
        {
            list.Warn("Digests", "No digest has been delivered yet. The first comes within two hours.", null);
        }
        else
        {
            list.Fail("Digests", "No digest has been delivered.", status.IsLogging ? list.Complete() : $"Start-Trail {list.Argument}");
        }
    }

    private static void CheckLogGroup(CheckList list, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(list.Trail.LogGroupArn))
        {
            list.Warn("LogGroup", "Events do not go to CloudWatch Logs, where alarms and live searches would see them.", $"Set-Trail {list.Argument} -LogGroup CloudTrail/{list.Trail.Name}");
        }
        else if (list.Look(list.Found.Status, "LogGroup", out var status))
        {
            string group = list.Trail.LogGroup ?? list.Trail.LogGroupArn;
            string remedy = $"Set-Trail {list.Argument} -LogGroup {group}";
            if (!string.IsNullOrEmpty(status!.LogGroupDeliveryError))
            {
                list.Fail("LogGroup", $"Events do not reach log group {group}: {status.LogGroupDeliveryError}.", remedy);
            }
            else if (list.Found.LogGroup is { IsKnown: true, Value: null })
            {
                list.Fail("LogGroup", $"Log group {group} does not exist.", remedy);
            }
            else if (status is { IsLogging: true, LatestLogGroupDelivery: { } latest } && now - latest > TimeSpan.FromDays(1))
            {
                list.Warn("LogGroup", $"The latest event reached log group {group} at {Time(latest)}, more than a day ago.", remedy);
            }
            else
            {
                list.Pass("LogGroup", $"Events go to log group {group}.");
            }
        }
    }

    private static void CheckNotifications(CheckList list)
    {
        if (!string.IsNullOrEmpty(list.Trail.SnsTopicArn) && list.Look(list.Found.Status, "Notifications", out var status))
        {
            list.Expect(
                string.IsNullOrEmpty(status!.NotificationError), "Notifications", "The topic is told of every log.", $"The topic is not told of logs: {status.NotificationError}.", $"Set-Trail {list.Argument} -SnsTopic {list.Trail.SnsTopicArn}");
        }
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
