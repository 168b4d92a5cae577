using Microsoft.EntityFrameworkCore;

namespace KDiffE.Infrastructure.Postgres;

/// <summary>Feedback, as the migrations create it.</summary>
internal static class FeedbackSchema
{
    internal static void Configure(ModelBuilder model) => model.Entity<FeedbackRow>(e =>
    {
        e.ToTable("feedback", t => t.HasCheckConstraint("ck_feedback_item_id", "char_length(item_id) between 1 and 200"));
        e.HasKey(x => new { x.RecommendationId, x.ItemId, x.Kind });
        e.Property(x => x.RecommendationId).UseCollation("C");
        e.Property(x => x.ItemId).UseCollation("C");
        e.Property(x => x.SnapshotVersion).UseCollation("C");
        TrainingSchema.InLowerCase(e.Property(x => x.Kind)).UseCollation("C");
        TrainingSchema.InLowerCase(e.Property(x => x.Source)).UseCollation("C");
        TrainingSchema.InLowerCase(e.Property(x => x.Endpoint)).UseCollation("C");
        // What is counted of a day, and what is too old to keep.
        e.HasIndex(x => x.RecommendedAt);
    });
}
