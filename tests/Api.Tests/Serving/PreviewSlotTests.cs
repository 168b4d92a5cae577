using KDiffE.Api.Serving;
using KDiffE.Api.Serving.Live;
using KDiffE.Domain.Data;
using KDiffE.Domain.Ranking;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Changes;
using KDiffE.TestKit;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace KDiffE.Api.Tests.Serving;

/// <summary>How long a snapshot stays that somebody looks at.</summary>
public sealed class PreviewSlotTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly NpgsqlDataSource _nowhere = NpgsqlDataSource.Create("Host=localhost");
    private readonly MemoryCache _histories = new(new MemoryCacheOptions());

    public void Dispose()
    {
        _folder.Dispose();
        _nowhere.Dispose();
        _histories.Dispose();
    }

    [Fact]
    public void ItGoesFiveMinutesAfterItsLastUseAndItsMemoryWithIt()
    {
        var clock = new Clock();
        using var slot = new PreviewSlot(clock);
        var model = Open("v1");
        slot.Set(model);

        clock.Pass(TimeSpan.FromMinutes(4.9));
        using (var used = slot.TryAcquire("v1").ShouldNotBeNull())
            used.Version.ShouldBe("v1");
        clock.Pass(TimeSpan.FromMinutes(4.9));
        slot.Models.ShouldHaveSingleItem();
        clock.Pass(TimeSpan.FromMinutes(0.2));

        slot.Models.ShouldBeEmpty();
        slot.TryAcquire("v1").ShouldBeNull();
        Should.Throw<ObjectDisposedException>(() => model.Snapshot.ItemId(0));
    }

    [Fact]
    public void AnotherOneTakesItsPlaceAndWhoeverReadsItEndsInPeace()
    {
        using var slot = new PreviewSlot(TimeProvider.System);
        slot.Set(Open("v1"));
        var request = slot.TryAcquire("v1").ShouldNotBeNull();

        slot.Set(Open("v2"));

        request.Snapshot.ItemId(0).ShouldBe("a");
        request.Dispose();
        Should.Throw<ObjectDisposedException>(() => request.Snapshot.ItemId(0));
        slot.TryAcquire("v1").ShouldBeNull();
        slot.Models.ShouldHaveSingleItem().Version.ShouldBe("v2");
    }

    // Its database is never asked.
    private ServedModel Open(string version)
    {
        var path = _folder.File(SnapshotFile.NameOf(version));
        SnapshotFile.Write(Catalogue.Content(version), path);
        var snapshot = SnapshotFile.Open(path);
        return new ServedModel(
            new SnapshotRanking(snapshot), new LiveCatalog(snapshot, new CatalogFeed(_nowhere), Positives.All, _histories, most: 100, TimeProvider.System));
    }

    /// <summary>Passes when it is told to.</summary>
    private sealed class Clock : TimeProvider
    {
        private readonly List<Alarm> _alarms = [];
        private TimeSpan _now;

        public void Pass(TimeSpan time)
        {
            _now += time;
            foreach (var alarm in _alarms)
                alarm.Look(_now);
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var alarm = new Alarm(this, () => callback(state));
            _alarms.Add(alarm);
            alarm.Change(dueTime, period);
            return alarm;
        }

        private sealed class Alarm(Clock clock, Action ring) : ITimer
        {
            private TimeSpan? _due;

            public void Look(TimeSpan now)
            {
                if (_due > now || _due is null)
                    return;
                _due = null;
                ring();
            }

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime;
                return true;
            }

            public void Dispose() => _due = null;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
