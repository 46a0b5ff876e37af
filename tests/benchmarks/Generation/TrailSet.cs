using CloudAudit.Benchmarks.Generation.Stories;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>
/// The large sets. Files of a site lie evenly over two days, each holding the quarter of an hour before it was
/// delivered. One incident is planted for each <see cref="EventsPerStory"/> events, whatever the set.
/// </summary>
internal static class TrailSet
{
    /// <summary>So that 700,000 events hold 70 incidents (820 events, 12 in 10,000), five of each kind.</summary>
    public const int EventsPerStory = 10_000;

    private const int InsightsPerSite = 4;
    private const int NetworkActivityPerSite = 60;

    private static readonly DateTimeOffset _start = new(2025, 6, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _period = TimeSpan.FromDays(2);
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(15);

    /// <summary>Plans <paramref name="events"/> records in files of <paramref name="perFile"/>, the last files being smaller.</summary>
    /// <param name="estate">The accounts.</param>
    /// <param name="events">How many records.</param>
    /// <param name="perFile">Records in a file.</param>
    /// <param name="incidents">Whether incidents are planted; without them all traffic is benign.</param>
    public static List<TrailFile> Plan(Estate estate, long events, int perFile, bool incidents = true)
    {
        int siblings = events >= EventsPerStory ? estate.Sites.Count * (InsightsPerSite + Math.Min(perFile, NetworkActivityPerSite)) : 0;
        events -= siblings;
        int files = checked((int)((events + perFile - 1) / perFile));
        int[] counts = Shared(estate.Shares, files);
        List<TrailFile> plan = [];
        long index = 0;
        for (int s = 0; s < counts.Length; s++)
        {
            TrailFile? previous = null;
            for (int f = 0; f < counts[s]; f++)
            {
                // Files are delivered at full five minutes; where there are more than that, several are at once.
                long tick = (f + 1L) * (_period.Ticks / counts[s]);
                tick -= tick % TimeSpan.FromMinutes(5).Ticks;
                previous = new TrailFile
                {
                    Site = estate.Sites[s],
                    FirstIndex = index,
                    Count = (int)Math.Min(perFile, events - index),
                    From = _start.AddTicks(tick),
                    Window = _window,
                    Previous = previous,
                    HasChanges = true,
                };
                plan.Add(previous);
                index += previous.Count;
            }
        }
        if (incidents)
        {
            PlantStories(estate, plan, (int)((events + siblings) / EventsPerStory));
        }

        if (siblings > 0)
        {
            AddSiblingFolders(estate, plan, index, perFile);
        }
        return plan;
    }

    /// <summary>One file of one site, its events eight a second; the writer ends it where it is large enough.</summary>
    public static TrailFile PlanOne(Estate estate, int atMost)
    {
        TrailFile file = new() { Site = estate.Sites[0], FirstIndex = 0, Count = atMost, From = _start, Window = TimeSpan.FromSeconds(atMost / 8), Pace = 8, HasChanges = true };
        for (int k = 0; k < atMost / EventsPerStory; k++)
        {
            int position = (k * EventsPerStory) + (EventsPerStory / 2);
            DateTimeOffset begin = file.From.AddSeconds(position / 8);
            foreach (StoryStep step in Play(estate, file.Site, k).Steps)
            {
                file.Plant(position, step, begin.AddSeconds(step.Second));
                position += 7;
            }
        }
        return file;
    }

    private static Story Play(Estate estate, Site site, int k)
    {
        StoryKind kind = StoryKind.All[k % StoryKind.All.Count];
        return kind.Play(new Stage(site, new SeededRandom(estate.Seed ^ 0x5703, (ulong)k)));
    }

    private static void PlantStories(Estate estate, List<TrailFile> plan, int stories)
    {
        List<int> home = [.. Enumerable.Range(0, plan.Count).Where(i => plan[i].Site.IsHome)];
        for (int k = 0; k < stories; k++)
        {
            bool isHome = StoryKind.All[k % StoryKind.All.Count].IsHome;
            int at = isHome ? home[(int)(k * 7919L % home.Count)] : (int)(k * 7919L % plan.Count);
            Plant(plan, at, Play(estate, plan[at].Site, k));
        }
    }

    /// <summary>
    /// Spreads an incident over a file, and over the following ones of the site where files are small: at most a
    /// quarter of a file is planted, as long as the site has files left.
    /// </summary>
    private static void Plant(List<TrailFile> plan, int at, Story story)
    {
        Site site = plan[at].Site;
        TrailFile file = plan[at];
        double pace = Math.Min(1.0, (_window.TotalSeconds - 60) / (story.Steps[^1].Second + 1));
        DateTimeOffset begin = file.From.AddSeconds(20);
        int position = -1;
        int inFile = 0;
        foreach (StoryStep step in story.Steps)
        {
            if (inFile >= Math.Max(1, file.Count / 4) && at + 1 < plan.Count && plan[at + 1].Site == site)
            {
                file = plan[++at];
                position = -1;
                inFile = 0;
            }
            do
            {
                position = (position + 3) % file.Count;
            }
            while (file.IsPlanted(position));
            DateTimeOffset time = begin.AddSeconds(step.Second * pace);
            file.Plant(position, step, time < file.From ? file.From : time);
            inFile++;
        }
    }

    /// <summary>Insight and network activity events have folders of their own beside the trail's.</summary>
    private static void AddSiblingFolders(Estate estate, List<TrailFile> plan, long index, int perFile)
    {
        foreach (Site site in estate.Sites)
        {
            foreach ((RecordKind kind, int count) in ((RecordKind, int)[])[(RecordKind.Insight, InsightsPerSite), (RecordKind.NetworkActivity, Math.Min(perFile, NetworkActivityPerSite))])
            {
                index += index % 2;
                plan.Add(new TrailFile { Site = site, Kind = kind, FirstIndex = index, Count = count, From = _start.AddHours(31), Window = _window });
                index += count;
            }
        }
    }

    /// <summary>Divides files by share, the remainder going to the busiest.</summary>
    private static int[] Shared(List<int> shares, int files)
    {
        int[] counts = [.. shares.Select(share => (int)((long)files * share / shares.Sum()))];
        counts[0] += files - counts.Sum();
        return counts;
    }
}
