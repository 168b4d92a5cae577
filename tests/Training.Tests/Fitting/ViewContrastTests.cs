using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;
using KDiffE.Training.Operators;

namespace KDiffE.Training.Tests.Fitting;

public sealed class ViewContrastTests
{
    [Fact]
    public void RefusesATemperatureThatBFloat16CannotHold()
    {
        var settings = new ContrastiveSettings { Precision = Precision.BFloat16, Temperature = 0.1f };

        Should.Throw<InvalidSettingException>(() => new ViewContrast(3, 4, settings, new Random(1), DeviceOperators.Cpu))
            .Message.ShouldBe("Contrastive:Precision=BFloat16 needs a Contrastive:Temperature of 0.2 or more, not 0.1.");
    }

    [Fact]
    public void CountsEachAnchorAndEachDrawnNodeOnce()
    {
        var contrast = new ViewContrast(3, 4, new ContrastiveSettings { Negatives = "3" }, new Random(1), DeviceOperators.Cpu);

        var batch = contrast.Batch(4, [2, 0, 2, 3, 0]);

        batch.Anchors.ShouldBe([2, 0, 3]);
        batch.Candidates.ShouldNotBeNull();
        batch.Candidates.ShouldBeUnique();
        batch.Candidates.Length.ShouldBeInRange(1, 3);
    }
}
