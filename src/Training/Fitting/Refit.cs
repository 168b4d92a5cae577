using System.Globalization;
using KDiffE.Domain.Data;
using KDiffE.Domain.Settings;

namespace KDiffE.Training.Fitting;

/// <summary>
/// Training anew once the epoch is chosen: with the same settings for as many epochs as were best. On the validation part,
/// too, it is what <c>train</c> writes, measured on the test part beside the selected model. On every interaction it is what
/// is published once the measured one is good enough; that cannot be measured, for nothing is left to measure it by; what it
/// is worth is measured on a temporal split (docs/results.md).
/// </summary>
internal static class Refit
{
    /// <summary>The dataset with every part in the training part.</summary>
    internal static Dataset Everything(Dataset data) => data with
    {
        Train = new Interactions(
            [.. data.Train.Users, .. data.Valid.Users, .. data.Test.Users],
            [.. data.Train.Items, .. data.Valid.Items, .. data.Test.Items]),
        Valid = Interactions.Empty,
        Test = Interactions.Empty,
    };

    /// <summary>The dataset with the validation part in the training part, and the test part as it is.</summary>
    internal static Dataset Known(Dataset data) => Everything(data with { Test = Interactions.Empty }) with { Test = data.Test };

    /// <summary>The settings of the training, with the number of epochs, α and the hidden targets as they were chosen for it.</summary>
    internal static TrainingSettings As(FitResult measured) => measured.Settings with
    {
        KDiffE = measured.Settings.KDiffE with
        {
            Epochs = measured.Model.Epoch,
            EvaluateEvery = measured.Model.Epoch,
            NormExponent = measured.Model.NormExponent.ToString(CultureInfo.InvariantCulture),
            HiddenTargets = measured.HiddenShare.ToString(CultureInfo.InvariantCulture),
        },
    };
}
