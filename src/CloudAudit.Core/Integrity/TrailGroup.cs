using CloudAudit.Filters;
using CloudAudit.Rules.Matching;

namespace CloudAudit.Integrity;

/// <summary>A folder of one account in one store: <c>[prefix/]AWSLogs/[o-…/]&lt;account&gt;/</c>.</summary>
/// <param name="Kinds">Its folders that hold something of the region: CloudTrail, CloudTrail-Digest and their like.</param>
internal sealed record TrailPlace(ITrailStore Store, string Base, IReadOnlyList<string> Kinds);

/// <summary>
/// What is verified together: one account's trails in one region. Two trails deliver their log files to the same folder,
/// so that only all their digests together say which files belong there.
/// </summary>
/// <param name="AccountId">Twelve digits.</param>
/// <param name="Region">The region that the logs are of.</param>
/// <param name="Places">Where they lie: one folder, or several where buckets changed.</param>
internal sealed record TrailGroup(string AccountId, string Region, IReadOnlyList<TrailPlace> Places)
{
    /// <summary>Finds the accounts and regions that some stores hold, in their order.</summary>
    /// <exception cref="IOException">A store cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">A store may not be listed.</exception>
    public static IReadOnlyList<TrailGroup> Find(IReadOnlyList<ITrailStore> stores, VerifyOptions options, CancellationToken cancellation)
    {
        var account = Test(options.AccountId);
        var region = Test(options.Region);
        var groups = new Dictionary<GroupName, List<TrailPlace>>();
        var seen = new Dictionary<string, TrailPlace>(StringComparer.Ordinal);
        foreach (var store in stores)
        {
            var scope = TrailScope.Parse(store.Scope);
            var bases = Bases(store, scope, cancellation).Where(b => account?.Passes(b.Account) ?? true).ToList();

            // A call or two for each folder of each account: side by side, since a bucket takes its time to answer each.
            using var listed = new OrderedAhead<AccountFolder, List<RegionFolders>>(
                bases, () => b => Regions(store, b.Base, scope, cancellation), Math.Min(store.Readers, 8), 16);
            int next = 0;
            foreach (var (isResult, regions) in listed.Run(TimeSpan.FromSeconds(1), cancellation))
            {
                if (!isResult)
                {
                    continue;
                }

                var at = bases[next++];
                seen.TryAdd(at.Account, new TrailPlace(store, at.Base, []));
                foreach (var found in regions!.Where(r => region?.Passes(r.Region) ?? true))
                {
                    var name = new GroupName(at.Account, found.Region);
                    if (!groups.TryGetValue(name, out var places))
                    {
                        groups.Add(name, places = []);
                    }

                    places.Add(new TrailPlace(store, at.Base, found.Kinds));
                }
            }
        }

        AddNamed(groups, seen, stores, options);
        return
        [
            .. groups.Select(g => new TrailGroup(g.Key.Account, g.Key.Region, g.Value))
                .OrderBy(g => g.AccountId, StringComparer.Ordinal).ThenBy(g => g.Region, StringComparer.Ordinal),
        ];
    }

    // What was asked for by its whole name is expected to be there, and told where it is not.
    private static void AddNamed(
        Dictionary<GroupName, List<TrailPlace>> groups,
        Dictionary<string, TrailPlace> seen,
        IReadOnlyList<ITrailStore> stores,
        VerifyOptions options)
    {
        if (stores.Count == 0)
        {
            return;
        }

        string logs = TrailScope.Parse(stores[0].Scope).Logs;
        foreach (string account in options.AccountId.Where(IsWhole))
        {
            seen.TryAdd(account, new TrailPlace(stores[0], $"{logs}{account}/", []));
        }

        string[] regions = [.. options.Region.Where(IsWhole)];
        foreach (var (account, place) in seen)
        {
            foreach (string region in regions)
            {
                groups.TryAdd(new GroupName(account, region), [place]);
            }

            if (regions.Length == 0 && options.AccountId.Contains(account) && !groups.Keys.Any(g => g.Account == account))
            {
                groups.Add(new GroupName(account, "*"), [place]);
            }
        }

        static bool IsWhole(string name) => !name.AsSpan().ContainsAny("*?[]`");
    }

    /// <summary>The bucket's digest folder of the region, with '/' at its end.</summary>
    public string DigestFolder(TrailPlace place) => $"{place.Base}{TrailFolder.Digests}/{Region}/";

    private static TextTest? Test(IReadOnlyList<string> values) => values.Count == 0
        ? null
        : SelectionCompiler.Texts([.. values.Select(TextPattern.PowerShell)], cased: false);

    private static IEnumerable<AccountFolder> Bases(ITrailStore store, TrailScope scope, CancellationToken cancellation)
    {
        foreach (string folder in scope.Organization is null ? store.Folders(scope.Logs, cancellation) : [scope.Organization])
        {
            if (TrailFolder.IsOrganization(folder))
            {
                foreach (string account in store.Folders($"{scope.Logs}{folder}/", cancellation).Where(IsWanted))
                {
                    yield return new AccountFolder(account, $"{scope.Logs}{folder}/{account}/");
                }
            }
            else if (IsWanted(folder))
            {
                yield return new AccountFolder(folder, $"{scope.Logs}{folder}/");
            }
        }

        bool IsWanted(string name) => TrailFolder.IsAccount(name) && (scope.Account is null || scope.Account == name);
    }

    // The regions of an account, each with the folders that have something of it.
    private static List<RegionFolders> Regions(ITrailStore store, string folder, TrailScope scope, CancellationToken cancellation)
    {
        var regions = new List<RegionFolders>();
        foreach (string kind in store.Folders(folder, cancellation).Where(k => k == TrailFolder.Digests || TrailFolder.Logs.Contains(k)))
        {
            foreach (string region in store.Folders($"{folder}{kind}/", cancellation).Where(r => scope.Region is null || scope.Region == r))
            {
                var found = regions.Find(r => r.Region == region);
                if (found is null)
                {
                    regions.Add(found = new RegionFolders(region, []));
                }

                found.Kinds.Add(kind);
            }
        }

        return regions;
    }

    // Classes, as elsewhere here: code for collections of values is not there before it is compiled, at every start.
    private sealed record GroupName(string Account, string Region);

    private sealed record AccountFolder(string Account, string Base);

    private sealed record RegionFolders(string Region, List<string> Kinds);
}

/// <summary>What a key prefix says of what is meant: <c>[prefix/]AWSLogs/[o-…/][&lt;account&gt;/[&lt;folder&gt;/[&lt;region&gt;/…]]]</c>.</summary>
/// <param name="Logs">The part up to AWSLogs, with '/' at its end.</param>
internal sealed record TrailScope(string Logs, string? Organization, string? Account, string? Region)
{
    public static TrailScope Parse(string scope)
    {
        const string marker = "AWSLogs/";
        int at = scope.StartsWith(marker, StringComparison.Ordinal) ? 0 : scope.IndexOf("/" + marker, StringComparison.Ordinal) + 1;
        string logs = scope[..(at + marker.Length)];
        string[] parts = scope[logs.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        int next = 0;
        string? organization = next < parts.Length && TrailFolder.IsOrganization(parts[next]) ? parts[next++] : null;
        string? account = next < parts.Length ? parts[next++] : null;
        return new TrailScope(logs, organization, account, next + 1 < parts.Length ? parts[next + 1] : null);
    }
}
