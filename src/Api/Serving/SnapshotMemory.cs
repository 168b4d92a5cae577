namespace KDiffE.Api.Serving;

/// <summary>
/// The memory that the snapshots of all catalogues of a process may take together. Where there is not enough for all, those that
/// were not asked for longest are sent away, and read again when somebody asks. Snapshots are then read one at a time, by whoever has
/// a turn of <see cref="LoadingTurns"/>, which all catalogues share; so that one more than is counted here is in memory at most.
/// </summary>
/// <param name="mostBytes">The most bytes that their files may have; null for no limit.</param>
internal sealed class SnapshotMemory(long? mostBytes)
{
    // Whoever has asked lately holds a snapshot, or is about to.
    private const long InUseMilliseconds = 1000;

    // Those who hold what was sent away return it when they have answered.
    private static readonly TimeSpan PatienceForLeases = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly List<(SnapshotHolder Holder, PreviewSlot Preview)> _residents = [];

    /// <summary>Whether there may not be enough for all.</summary>
    public bool IsLimited => mostBytes is not null;

    /// <summary>The most that there may be, in MiB.</summary>
    public double MostMegabytes => (mostBytes ?? 0) / 1048576.0;

    /// <summary>Counts what a catalogue serves from now on.</summary>
    /// <param name="holder">What it serves.</param>
    /// <param name="preview">What somebody looks at.</param>
    public void Add(SnapshotHolder holder, PreviewSlot preview)
    {
        lock (_lock)
            _residents.Add((holder, preview));
    }

    /// <summary>Whether files of a size could ever be in memory.</summary>
    public bool Fits(long bytes) => mostBytes is not { } most || bytes <= most;

    /// <summary>Makes room for what a catalogue is to serve, if it can be made. Called by whoever has a turn.</summary>
    /// <param name="holder">The one of the catalogue.</param>
    /// <param name="bytes">The size of all the files that it serves then.</param>
    /// <param name="wish">What may be done for it.</param>
    /// <returns>Whether there is room. If there could be none nobody was sent away; if those who hold what was sent away do not return it in time there is none yet.</returns>
    public bool TryMakeRoom(SnapshotHolder holder, long bytes, RoomWish wish)
    {
        if (mostBytes is not { } most)
            return true;
        lock (_lock)
        {
            var others = _residents.Select(resident => resident.Holder).Where(other => other != holder).ToList();
            var idle = others.Where(other => MayGo(other, wish)).OrderBy(other => other.UsedAt).ToList();
            if (Free() + idle.Sum(other => other.ServedBytes) < bytes)
                return false;
            var expected = Free();
            foreach (var other in idle)
            {
                if (expected >= bytes)
                    break;
                expected += other.ServedBytes;
                other.SendAway();
            }

            return SpinWait.SpinUntil(() => Free() >= bytes, PatienceForLeases);

            long Free() => most - holder.LeavingBytes - others.Sum(other => other.ServedBytes + other.LeavingBytes);
        }
    }

    /// <summary>Gives back the memory of what is only looked at, in all catalogues, before another snapshot is read.</summary>
    public void ClearPreviews()
    {
        lock (_lock)
        {
            foreach (var (_, preview) in _residents)
                preview.Clear();
        }
    }

    private static bool MayGo(SnapshotHolder other, RoomWish wish) => other.ServedBytes > 0 && wish switch
    {
        RoomWish.None => false,
        RoomWish.Asked => Environment.TickCount64 - other.UsedAt >= InUseMilliseconds,
        _ => true,
    };
}

/// <summary>Who may be sent away for a snapshot.</summary>
internal enum RoomWish
{
    /// <summary>Nobody.</summary>
    None,

    /// <summary>Whoever is not asked at the moment.</summary>
    Asked,

    /// <summary>Whoever was not asked longest: others have had the memory while it was waited for.</summary>
    Overdue,
}
