import QtQuick
import Hearthboard

// The choices of the export dialog: nothing of it needs a keyboard.
Stack {
    id: root

    required property ExportModel model

    component Heading: Label {
        font.pixelSize: Theme.fontSmall
        color: Theme.textFaint
        wrapMode: Text.Wrap
    }
    // A heading, and what there is to choose from.
    component Choices: Stack {
        default property alias content: choices.data
        property alias title: heading.text

        spacing: Math.round(Theme.unit / 2)

        Heading {
            id: heading
        }
        Stack {
            id: choices
            spacing: Math.round(Theme.unit / 2)
        }
    }

    spacing: Theme.gap

    Cells {
        columns: 2
        least: Math.round(19 * Theme.fontBody)
        columnSpacing: Theme.padding
        rowSpacing: Theme.gap

        Choices {
            title: qsTr("Period")

            Choice {
                objectName: "exportPreset"
                label: qsTr("Period")
                names: root.model.presets
                current: root.model.preset
                column: true
                onChosen: (index) => root.model.preset = index
            }
        }
        Stack {
            spacing: Theme.gap

            Choices {
                title: qsTr("What")

                Choice {
                    objectName: "exportDataset"
                    label: qsTr("What")
                    names: root.model.datasets
                    current: root.model.dataset
                    onChosen: (index) => root.model.dataset = index
                }
            }
            Choices {
                title: qsTr("Format")

                Choice {
                    objectName: "exportFormat"
                    label: qsTr("Format")
                    names: root.model.formats
                    current: root.model.format
                    onChosen: (index) => root.model.format = index
                }
                Heading {
                    text: root.model.formatNote
                }
            }
            Choices {
                title: qsTr("Times")

                Choice {
                    objectName: "exportTime"
                    label: qsTr("Times")
                    names: root.model.times
                    current: root.model.time
                    onChosen: (index) => root.model.time = index
                }
            }
        }
    }
    Rectangle {
        implicitHeight: Math.max(file.implicitHeight + 2 * Theme.unit, change.visible ? change.height : 0)
        radius: Theme.radius
        color: "transparent"
        border.width: 1
        border.color: Theme.line

        Stack {
            id: file
            anchors.left: parent.left
            anchors.leftMargin: 2 * Theme.unit
            anchors.right: change.visible ? change.left : parent.right
            anchors.rightMargin: change.visible ? 0 : 2 * Theme.unit
            anchors.verticalCenter: parent.verticalCenter
            height: implicitHeight

            Label {
                objectName: "exportFile"
                wrapMode: Text.Wrap
                text: root.model.fileName
                font.weight: Font.Medium
            }
            Label {
                objectName: "exportPlace"
                wrapMode: Text.Wrap
                text: root.model.toDrive ? qsTr("On %1").arg(root.model.place) : qsTr("In %1").arg(root.model.place)
                font.pixelSize: Theme.fontSmall
                color: Theme.textFaint
            }
        }
        Button {
            id: change
            objectName: "exportChange"
            visible: root.model.placeChanges
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("Change")
            onChosen: root.model.change_place()
        }
    }
}
