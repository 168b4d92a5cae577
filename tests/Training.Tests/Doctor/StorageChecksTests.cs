using KDiffE.Domain.Snapshots;
using KDiffE.Training.Doctor;

namespace KDiffE.Training.Tests.Doctor;

public sealed class StorageChecksTests
{
    [Fact]
    public void WhatNoCatalogueNamesIsListedUnlessItIsJustBeingPublished()
    {
        var now = DateTimeOffset.UtcNow;
        StoredSnapshot[] stored =
        [
            new("kept", 100_000_000, now.AddDays(-2)), new("left", 150_000_000, now.AddDays(-1)), new("also-left", 51_000_000, now.AddHours(-2)), new("young", 5, now.AddMinutes(-10)),
        ];

        StorageChecks.Judge(stored, ["kept", "left", "also-left"]).ShouldBe(Finding.Ok("none"));
        var finding = StorageChecks.Judge(stored, ["kept", "gone"]);
        finding.Severity.ShouldBe(Severity.Warning);
        finding.Message.ShouldBe("2 stored snapshots of 201 MB are not in the catalogue: left, also-left.");
    }
}
