namespace CloudAudit.Benchmarks.Generation;

/// <summary>The made-up company: four accounts in four regions, not evenly busy.</summary>
internal sealed class Estate
{
    private static readonly (string Id, string Stage, int Share)[] _accounts =
        [("111122223333", "prod", 5), ("444455556666", "stage", 2), ("123456789012", "shared", 2), ("555566667777", "sandbox", 1)];

    private static readonly (string Name, int Share)[] _regions = [("us-east-1", 5), ("eu-west-1", 2), ("us-west-2", 2), ("ap-southeast-2", 1)];

    public Estate(ulong seed)
    {
        Seed = seed;
        for (int a = 0; a < _accounts.Length; a++)
        {
            AccountEstate account = new(seed, _accounts[a].Id, _accounts[a].Stage);
            foreach ((string region, int share) in _regions)
            {
                Sites.Add(new Site(seed, account, region, _accounts[(a + 1) % _accounts.Length].Id));
                Shares.Add(_accounts[a].Share * share);
            }
        }
    }

    public ulong Seed { get; }

    public List<Site> Sites { get; } = [];

    /// <summary>How busy each site is; all sites together are 100.</summary>
    public List<int> Shares { get; } = [];

    public Site Site(string account, string region) => Sites.First(site => site.Account.Id == account && site.Region == region);
}
