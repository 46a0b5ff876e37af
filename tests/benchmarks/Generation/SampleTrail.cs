using System.Globalization;
using CloudAudit.Benchmarks.Generation.Stories;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>The small trail the repository ships: two accounts, three regions, two days, ten incidents.</summary>
internal static class SampleTrail
{
    public const ulong Seed = 20250311;

    private const int BenignPerFile = 104;
    private static readonly DateTimeOffset _day = new(2025, 3, 11, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(40);

    /// <summary>When a site's files of a day begin.</summary>
    private static readonly (string Account, string Region, int[] Minutes)[] _files =
    [
        ("111122223333", "us-east-1", [130, 790, 1010]),
        ("111122223333", "eu-west-1", [490, 870]),
        ("111122223333", "us-west-2", [1060]),
        ("444455556666", "us-east-1", [570]),
        ("444455556666", "eu-west-1", [470]),
        ("444455556666", "us-west-2", [1220]),
    ];

    /// <summary>Which incident plays in which file (site, day, file of the day), and how many minutes after it begins.</summary>
    private static readonly (string Story, int Site, int Day, int File, int Minute)[] _stories =
    [
        ("password-guessing", 3, 0, 0, 6),
        ("open-security-group", 1, 0, 1, 12),
        ("leaked-key", 0, 0, 2, 4),
        ("public-bucket", 1, 1, 0, 9),
        ("root-sign-in", 0, 1, 0, 15),
        ("rewired-network", 2, 1, 0, 5),
        ("coin-miners", 2, 0, 0, 8),
        ("shared-snapshot", 4, 1, 0, 11),
        ("key-deletion", 0, 1, 1, 21),
        ("left-organization", 0, 1, 2, 30),
    ];

    public static (List<TrailFile> Files, List<PlantedStory> Stories) Plan(Estate estate)
    {
        List<TrailFile> files = [];
        List<PlantedStory> planted = [];
        long index = 0;
        for (int s = 0; s < _files.Length; s++)
        {
            (string account, string region, int[] minutes) = _files[s];
            Site site = estate.Site(account, region);
            TrailFile? previous = null;
            for (int day = 0; day < 2; day++)
            {
                for (int f = 0; f < minutes.Length; f++)
                {
                    DateTimeOffset from = _day.AddDays(day).AddMinutes(minutes[f]);
                    List<(Story Story, DateTimeOffset Begin)> here = Stories(estate, site, s, day, f, from);
                    previous = new TrailFile
                    {
                        Site = site,
                        FirstIndex = index,
                        Count = BenignPerFile + here.Sum(item => item.Story.Steps.Count),
                        From = from,
                        Window = _window,
                        Previous = previous,
                    };
                    Plant(previous, here);
                    planted.AddRange(here.Select(item => new PlantedStory(item.Story, site, item.Begin)));
                    files.Add(previous);
                    index += previous.Count;
                }
            }
        }
        AddSiblingFolders(estate, files, index);
        return (files, [.. planted.OrderBy(story => story.Begin)]);
    }

    private static List<(Story Story, DateTimeOffset Begin)> Stories(Estate estate, Site site, int s, int day, int f, DateTimeOffset from)
    {
        List<(Story, DateTimeOffset)> here = [];
        for (int k = 0; k < _stories.Length; k++)
        {
            (string name, int atSite, int atDay, int atFile, int minute) = _stories[k];
            if (atSite == s && atDay == day && atFile == f)
            {
                StoryKind kind = StoryKind.All.Single(kind => kind.Name == name);
                Story story = kind.Play(new Stage(site, new SeededRandom(estate.Seed ^ 0x5703, (ulong)k)));
                here.Add((story, from.AddMinutes(minute)));
            }
        }
        return here;
    }

    private static void Plant(TrailFile file, List<(Story Story, DateTimeOffset Begin)> stories)
    {
        foreach ((Story story, DateTimeOffset begin) in stories)
        {
            for (int j = 0; j < story.Steps.Count; j++)
            {
                DateTimeOffset time = begin.AddSeconds(story.Steps[j].Second);
                if (time >= file.From + file.Window)
                {
                    throw new InvalidOperationException($"The incident {story.Name} ends after its file at {time:u}.");
                }
                int position = (j + 1) * file.Count / (story.Steps.Count + 1);
                while (file.IsPlanted(position))
                {
                    position++;
                }
                file.Plant(position, story.Steps[j], time);
            }
        }
    }

    private static void AddSiblingFolders(Estate estate, List<TrailFile> files, long index)
    {
        Site site = estate.Site("111122223333", "us-east-1");
        index += index % 2;
        files.Add(new TrailFile { Site = site, Kind = RecordKind.Insight, FirstIndex = index, Count = 2, From = _day.AddMinutes(790), Window = TimeSpan.FromMinutes(30) });
        index += 2;
        files.Add(new TrailFile { Site = site, Kind = RecordKind.NetworkActivity, FirstIndex = index, Count = 8, From = _day.AddMinutes(790), Window = TimeSpan.FromMinutes(30) });
    }
}

/// <summary>An incident of the sample and where it is.</summary>
internal sealed record PlantedStory(Story Story, Site Site, DateTimeOffset Begin)
{
    /// <summary>The incident as a row of the table in samples/README.md.</summary>
    public string ToMarkdown()
    {
        DateTimeOffset end = Begin.AddSeconds(Story.Steps[^1].Second);
        IEnumerable<string> calls = Story.Steps
            .GroupBy(step => (step.Call.EventName, Denied: step.Failed))
            .Select(group => group.Key.EventName + (group.Key.Denied ? " (failed)" : string.Empty) + (group.Count() > 1 ? $" × {group.Count()}" : string.Empty));
        string time = string.Create(CultureInfo.InvariantCulture, $"{Begin:yyyy-MM-dd HH:mm}–{end:HH:mm}");
        return $"| {Story.Title} | {Site.Account.Id} | {Site.Region} | {time} | {Story.Actor} | {Story.Steps.Count} | {string.Join(", ", calls)} |";
    }
}
