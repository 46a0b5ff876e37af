using System.Numerics;

namespace CloudAudit.Benchmarks.Generation;

/// <summary>
/// The benign traffic: every call with its weight. What it leaves out is deliberate: nothing that defenders watch
/// (policies, security groups, trails, keys, root, sign-ins without MFA, refused calls) is in it; that is planted, or
/// comes from the changes that a catalogue may have besides.
/// </summary>
internal sealed class Catalogue
{
    private static readonly Callers[] _kinds = Enum.GetValues<Callers>().Where(kind => BitOperations.IsPow2((int)kind)).ToArray();

    private readonly ApiCall[] _calls;
    private readonly int[] _upTo;

    private Catalogue(IEnumerable<ApiCall> calls)
    {
        _calls = [.. calls];
        _upTo = new int[_calls.Length];
        int sum = 0;
        for (int i = 0; i < _calls.Length; i++)
        {
            if (_calls[i].Via is null && (_calls[i].CallerKinds & (Callers.Service | Callers.Untyped)) != Callers.None)
            {
                throw new ArgumentException($"{_calls[i].EventName} does not say which service calls it.", nameof(calls));
            }
            sum += _calls[i].Weight;
            _upTo[i] = sum;
        }
    }

    /// <summary>What us-east-1 records.</summary>
    public static Catalogue Home { get; } = new([.. ComputeCalls.All, .. StorageCalls.All, .. IdentityCalls.All, .. OperationsCalls.All, .. ApplicationCalls.All]);

    /// <summary>What the other regions record: no global services.</summary>
    public static Catalogue Regional { get; } = new(Home._calls.Where(call => !call.IsGlobal));

    /// <summary>The same with the changes that pipelines, people and services make.</summary>
    public static Catalogue HomeWithChanges { get; } = new([.. Home._calls, .. ChangeCalls.All]);

    /// <summary>The same with changes in the other regions.</summary>
    public static Catalogue RegionalWithChanges { get; } = new(HomeWithChanges._calls.Where(call => !call.IsGlobal));

    public static Catalogue NetworkActivity { get; } = new(ApplicationCalls.NetworkActivity);

    public IReadOnlyList<ApiCall> Calls => _calls;

    /// <summary>A call by its weight; four in ten are one of the five that are busy during <paramref name="spell"/>.</summary>
    public ApiCall Pick(SeededRandom random, ulong spell)
    {
        int draw = random.Chance(400)
            ? (int)(((spell >> 8) + ((ulong)random.Next(5) * 0x9E3779B97F4A7C15UL >> 1)) % (ulong)_upTo[^1])
            : random.Next(_upTo[^1]);
        int at = Array.BinarySearch(_upTo, draw + 1);
        return _calls[at < 0 ? ~at : at];
    }

    /// <summary>One of the kinds of caller that make this call.</summary>
    public static Callers PickKind(ApiCall call, SeededRandom random)
    {
        int count = BitOperations.PopCount((uint)call.CallerKinds);
        int nth = count == 1 ? 0 : random.Next(count);
        foreach (Callers kind in _kinds)
        {
            if ((call.CallerKinds & kind) != Callers.None && nth-- == 0)
            {
                return kind;
            }
        }
        throw new InvalidOperationException($"{call.EventName} has no caller.");
    }
}
