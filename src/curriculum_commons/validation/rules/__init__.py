"""The rules: what must hold in the content of a site.

A rule is a small generator of problems whose name is what must hold. To add one: write it in the module of its
subject, list it in `RULES`, and add a case to `tests/broken/`. Records are validated by themselves first: rules about
names look at every record that can be read, all others only at records that are good by themselves, so that nothing is
reported only because something else is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ...model.problems import Problem
from . import consistency, fenced_divs, links, macro_calls, markdown, newsletter, pages, records, titles, withdrawn
from .context import ValidationContext

Rule = Callable[[ValidationContext], Iterator[Problem]]

RULES: Mapping[str, tuple[Rule, ...]] = {
    "records": (
        records.names_lead_to_records,
        records.names_are_used_once,
        records.competencies_have_pages_of_their_own,
        records.competencies_have_published_codes_of_their_own,
        records.components_have_ids_of_their_own,
        records.uuids_are_used_once,
        records.lists_have_no_entry_twice,
        records.resources_are_listed_once,
        records.works_are_listed_once,
        withdrawn.withdrawn_codes_are_never_used_again,
        withdrawn.withdrawn_competencies_lead_on,
        withdrawn.pages_of_withdrawn_competencies_show_them,
    ),
    "consistency": (
        consistency.address_ends_with_a_slash,
        consistency.terms_have_a_plural,
        consistency.review_comes_after_the_check,
        consistency.resources_suit_a_stage,
        consistency.what_came_since_is_later,
        consistency.ranks_lie_on_their_scale,
        consistency.authors_have_names,
        consistency.dates_of_works_exist,
    ),
    "pages": (
        pages.folder_of_pages_has_no_leftovers,
        pages.pages_name_their_competency,
        pages.pages_of_competencies_have_their_record,
        pages.folder_of_competencies_has_only_theirs,
        pages.pages_have_names_that_link_well,
        pages.pages_have_addresses_of_their_own,
        pages.former_addresses_are_free,
        titles.pages_have_titles_of_their_own,
        titles.pages_of_competencies_are_about_them,
        pages.site_has_a_home_page,
        pages.pages_have_text,
        pages.pages_have_one_title,
        pages.code_and_comments_have_an_end,
        pages.texts_can_be_read_in_time,
    ),
    "Markdown": (markdown.markdown_is_shown_as_it_is_meant, markdown.nothing_is_left_to_write),
    "macro calls": (
        macro_calls.pages_call_nothing_but_macros,
        macro_calls.pages_with_calls_render_them,
        macro_calls.calls_name_what_exists,
        macro_calls.blocks_are_alone_on_their_line,
        macro_calls.records_are_shown_where_links_lead,
    ),
    "links": (
        links.links_lead_somewhere,
        links.images_are_described,
        links.links_have_words,
    ),
    "toolkit": (
        pages.texts_have_names_that_files_can_have,
        pages.texts_have_formats_of_their_kind,
        pages.texts_have_no_images,
        pages.texts_differ,
        pages.competency_pages_are_about_each_competency,
        pages.logo_is_a_file,
        fenced_divs.slides_close_their_blocks,
        fenced_divs.only_slides_have_blocks,
        fenced_divs.texts_have_no_html,
        fenced_divs.headings_of_texts_have_words,
    ),
    "newsletter": (
        newsletter.issues_are_named_by_their_month,
        newsletter.issues_are_in_their_folder,
        newsletter.issues_are_pages,
        newsletter.issues_have_their_head_and_foot,
        newsletter.issues_are_published_once,
        newsletter.sent_issues_stay_as_they_were,
        newsletter.issues_are_kept_as_they_were_sent,
        newsletter.records_of_sent_issues_have_their_issue,
        newsletter.issues_have_an_archive,
        newsletter.issues_have_a_newsletter,
        newsletter.published_pages_do_not_link_to_drafts,
    ),
}
"""Every rule, by its subject."""
