using KDiffE.Domain.Numerics;
using KDiffE.Training.Rows;

namespace KDiffE.Training.Tests.Rows;

public sealed class RidgeTests
{
    [Fact]
    public void DotProductsAreThoseOfTheRegressionOnContent()
    {
        // FᵀF = (2 1; 1 1), eigenvalues of 3/2 on average, and (FᵀF + 3/2·I)⁻¹ = (2.5 −1; −1 3.5) / 7.75.
        var rows = Ridge.Of([1, 0, 1, 1], 2);

        Dot(rows, 0, 0).ShouldBe(1.5f * 2.5f / 7.75f, tolerance: 1e-5f);
        Dot(rows, 0, 1).ShouldBe(1.5f * 1.5f / 7.75f, tolerance: 1e-5f);
        Dot(rows, 1, 1).ShouldBe(1.5f * 4f / 7.75f, tolerance: 1e-5f);
    }

    [Fact]
    public void WhatManyItemsShareCountsLess()
    {
        // Five items share the first column, one has the second: λ = 3.
        var rows = Ridge.Of([1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1], 2);

        Dot(rows, 0, 1).ShouldBe(3f / 8, tolerance: 1e-5f);
        Dot(rows, 5, 5).ShouldBe(3f / 4, tolerance: 1e-5f);
        Dot(rows, 0, 5).ShouldBe(0, tolerance: 1e-5f);
    }

    [Fact]
    public void ContentThatSaysNothingStaysSo() => Ridge.Of(new float[6], 3).ShouldBe(new float[6]);

    private static float Dot(float[] rows, int a, int b) => DotProduct.Of(rows.AsSpan(a * 2, 2), rows.AsSpan(b * 2, 2));
}
