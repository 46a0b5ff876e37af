using System.Globalization;
using System.Text;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>One account in one region, and the resources it has there.</summary>
internal sealed class Site
{
    private readonly byte[][][] _pools = new byte[(int)Slot.LastResource + 1][][];

    public Site(ulong seed, AccountEstate account, string region, string otherAccount)
    {
        Account = account;
        Region = region;
        OtherAccount = otherAccount;
        AccountText = Encoding.ASCII.GetBytes(account.Id);
        OtherAccountText = Encoding.ASCII.GetBytes(otherAccount);
        RegionText = Encoding.ASCII.GetBytes(region);
        ulong stream = ulong.Parse(account.Id, CultureInfo.InvariantCulture) ^ ((ulong)Stable(region) << 40);
        SeededRandom random = new(seed, stream);
        Fill(random);
        EndpointId = Encoding.ASCII.GetString(Pool(Slot.Endpoint)[0]);
    }

    public AccountEstate Account { get; }

    public string Region { get; }

    public string OtherAccount { get; }

    /// <summary>The interface endpoint its private workloads call AWS through.</summary>
    public string EndpointId { get; }

    public ReadOnlyMemory<byte> AccountMemory => AccountText;

    /// <summary>IAM, Organizations, CloudFront and the like write to us-east-1 alone.</summary>
    public bool IsHome => Region == "us-east-1";

    internal byte[] AccountText { get; }

    internal byte[] OtherAccountText { get; }

    internal byte[] RegionText { get; }

    public byte[][] Pool(Slot slot) => _pools[(int)slot];

    public string First(Slot slot) => Encoding.UTF8.GetString(Pool(slot)[0]);

    /// <summary>FNV-1a: a text's number that is the same in every process.</summary>
    public static uint Stable(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text)
        {
            hash = (hash ^ c) * 16777619;
        }
        return hash;
    }

    private void Fill(SeededRandom random)
    {
        string shortRegion = Region.Replace("-", string.Empty, StringComparison.Ordinal);
        (Slot Slot, string Prefix)[] ids =
        [
            (Slot.Instance, "i-"), (Slot.Vpc, "vpc-"), (Slot.Subnet, "subnet-"), (Slot.SecurityGroup, "sg-"), (Slot.Volume, "vol-"),
            (Slot.Snapshot, "snap-"), (Slot.Image, "ami-"), (Slot.Interface, "eni-"), (Slot.RouteTable, "rtb-"),
            (Slot.LaunchTemplate, "lt-"), (Slot.Endpoint, "vpce-"), (Slot.FileSystem, "fs-"),
        ];
        foreach ((Slot slot, string prefix) in ids)
        {
            Set(slot, slot is Slot.Instance or Slot.Volume or Slot.Interface or Slot.Snapshot ? 60 : 9, _ => prefix + Hex(17));
        }
        Set(Slot.Bucket, 14, i => $"{Team(i)}-{Part(i)}-{Account.Stage}-{shortRegion}");
        Set(Slot.Function, 20, i => $"{Team(i)}-{Part(i + 3)}-handler");
        Set(Slot.Table, 12, i => $"{Team(i)}-{Account.Stage}-state");
        Set(Slot.KmsKey, 9, _ => Uuid());
        Set(Slot.Queue, 12, i => $"{Team(i)}-{Part(i + 1)}-queue");
        Set(Slot.Topic, 8, i => $"{Team(i)}-events");
        Set(Slot.LogGroup, 16, i => i % 2 == 0 ? $"/aws/lambda/{Team(i)}-{Part(i + 3)}-handler" : $"/ecs/{Team(i)}/{Part(i)}");
        Set(Slot.Cluster, 4, i => $"{Account.Stage}-{(i % 2 == 0 ? "core" : "edge")}-{i + 1}");
        Set(Slot.EcsService, 12, i => $"{Team(i)}-{Part(i)}");
        Set(Slot.Repository, 12, i => $"{Team(i)}/{Part(i)}");
        Set(Slot.Secret, 14, i => $"{Account.Stage}/{Team(i)}/database-{Token(6)}");
        Set(Slot.Parameter, 16, i => $"/{Account.Stage}/{Team(i)}/{Part(i)}/config");
        Set(Slot.Database, 6, i => $"{Team(i)}-{Account.Stage}-db");
        Set(Slot.Stack, 12, i => $"{Team(i)}-{Part(i)}-stack");
        Set(Slot.LoadBalancer, 8, i => $"app/{Team(i)}-public/{Hex(16)}");
        Set(Slot.TargetGroup, 12, i => $"{Team(i)}-{Part(i)}/{Hex(16)}");
        Set(Slot.ScalingGroup, 8, i => $"{Team(i)}-{Part(i)}-asg");
        Set(Slot.Alarm, 14, i => $"{Team(i)}-{Part(i)}-errors-high");
        Set(Slot.StateMachine, 6, i => $"{Team(i)}-fulfilment");
        Set(Slot.Role, 24, i => $"{Team(i)}-{Part(i)}-role");
        Set(Slot.User, 8, i => $"svc-{Team(i)}-{Part(i)}");
        Set(Slot.Certificate, 6, _ => Uuid());
        Set(Slot.Distribution, 5, _ => "E" + Upper(13));
        Set(Slot.Detector, 1, _ => Hex(32));
        Set(Slot.Zone, 5, _ => "Z" + Upper(20));
        Set(Slot.Stream, 6, i => $"{Team(i)}-clicks");
        Set(Slot.Project, 10, i => $"{Team(i)}-{Part(i)}-build");
        Set(Slot.TagValue, Names.TagValues.Length, i => Names.TagValues[i]);
        Set(Slot.Email, Names.People.Length, i => $"{Names.People[i]}@{Names.MailDomain}");

        void Set(Slot slot, int count, Func<int, string> make) =>
            _pools[(int)slot] = [.. Enumerable.Range(0, count).Select(i => Encoding.UTF8.GetBytes(make(i)))];
        string Team(int i) => Names.Teams[i % Names.Teams.Length];
        string Part(int i) => Names.Parts[(i * 5) % Names.Parts.Length];
        string Hex(int count) => Drawn(text => text.AppendHex(count, random));
        string Upper(int count) => Drawn(text => text.AppendDrawn("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8, count, random));
        string Token(int count) => Drawn(text => text.AppendDrawn("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8, count, random));
        string Uuid() => Drawn(text => text.AppendUuid(random));
    }

    internal static string Drawn(Action<Utf8Text> append)
    {
        Utf8Text text = new();
        append(text);
        return Encoding.UTF8.GetString(text.Written);
    }
}
